package io.venturi.examples.deploy.check;

import io.venturi.examples.deploy.settings.Profile;
import io.venturi.examples.deploy.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The command behind {@code .ci/check-deploy}: with a namespace and the address of a Prometheus it checks that every question has
 * an answer now; with the demo's output besides, that what Prometheus kept agrees with the demo's books.
 */
public final class CheckDemo {

    private static final int WITH_BOOKS = 3;

    private CheckDemo() {}

    /** Prints what is wrong, and ends with 1 if anything is. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Settings settings = Settings.of(args[0], Profile.DEMO);
        Prometheus prometheus = new Prometheus(URI.create(args[1]));
        Instant now = Instant.now();
        List<String> findings;
        if (args.length == WITH_BOOKS) {
            Books books = Books.parse(Files.readString(Path.of(args[2])));
            BooksCheck check = new BooksCheck(settings, prometheus, books, now);
            findings = check.findings();
            System.out.println(check.compared() + " figures were compared with the demo's books");
        } else {
            QuestionCheck check = new QuestionCheck(settings, prometheus, now);
            findings = check.findings();
            System.out.println(check.asked() + " queries of panels and recording rules were asked");
        }
        findings.forEach(System.out::println);
        System.exit(findings.isEmpty() ? 0 : 1);
    }
}
