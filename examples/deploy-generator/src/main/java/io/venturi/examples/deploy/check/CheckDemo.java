package io.venturi.examples.deploy.check;

import io.venturi.examples.deploy.settings.Profile;
import io.venturi.examples.deploy.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The command behind {@code .ci/check-deploy}. With a namespace and the address of a Prometheus, what is checked, and what with:
 * {@code questions}, that each has an answer now; {@code quantiles}, that they are those of the buckets of another Prometheus, which
 * may be the same; {@code gauges}, that they agree with the books that the demo shows at an address; {@code counts}, that what
 * Prometheus kept agrees with the demo's last words in a file.
 */
public final class CheckDemo {

    private static final Duration READING = Duration.ofSeconds(14);

    private CheckDemo() {}

    /** Prints what is wrong, and ends with 1 if anything is. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Settings settings = Settings.of(args[0], Profile.DEMO);
        Prometheus prometheus = new Prometheus(URI.create(args[1]));
        List<String> findings =
                switch (args[2]) {
                    case "questions" -> questions(settings, prometheus);
                    case "quantiles" -> quantiles(settings, args[1], args[3]);
                    case "gauges" -> gauges(settings, prometheus, URI.create(args[3]));
                    case "counts" -> counts(settings, prometheus, Path.of(args[3]));
                    default ->
                        throw new IllegalArgumentException(
                                args[2] + " is no check: use questions, quantiles, gauges or counts");
                };
        findings.forEach(System.out::println);
        System.exit(findings.isEmpty() ? 0 : 1);
    }

    private static List<String> questions(Settings settings, Prometheus prometheus)
            throws IOException, InterruptedException {
        QuestionCheck check = new QuestionCheck(settings, prometheus, Instant.now());
        List<String> findings = check.findings();
        System.out.println(check.asked() + " queries of panels and recording rules were asked");
        return findings;
    }

    private static List<String> quantiles(Settings settings, String asked, String buckets)
            throws IOException, InterruptedException {
        Prometheus prometheus = new Prometheus(URI.create(asked));
        Prometheus classic = asked.equals(buckets) ? prometheus : new Prometheus(URI.create(buckets));
        QuantileCheck check = new QuantileCheck(settings, prometheus, classic, Instant.now());
        return told(check.findings(), check.compared(), " quantiles were compared with the buckets");
    }

    private static List<String> gauges(Settings settings, Prometheus prometheus, URI control)
            throws IOException, InterruptedException {
        LiveBooks books = LiveBooks.read(control, READING);
        GaugeCheck check = new GaugeCheck(settings, prometheus, books);
        String what = " values of gauges were compared with " + books.size() + " readings of the demo's books";
        return told(check.findings(), check.compared(), what);
    }

    private static List<String> counts(Settings settings, Prometheus prometheus, Path output)
            throws IOException, InterruptedException {
        BooksCheck check = new BooksCheck(settings, prometheus, Books.parse(Files.readString(output)), Instant.now());
        return told(check.findings(), check.compared(), " figures were compared with the demo's books");
    }

    private static List<String> told(List<String> findings, int compared, String what) {
        System.out.println(compared + what);
        return compared > 0 ? findings : List.of("nothing was compared");
    }
}
