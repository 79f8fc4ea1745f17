package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of the load generator {@code wrk}, as fast as the server goes.
 *
 * @param answered the answers that it read
 * @param refused those among them with a status of 400 or more
 */
record Wrk(long answered, long refused) {

    static final int CONNECTIONS = 16;

    private static final Pattern FIGURES = Pattern.compile("answered=(\\d+) refused=(\\d+) broken=(\\d+)");

    /** Runs it, and fails if a connection broke. */
    static Wrk run(URI server, int seconds) throws IOException, InterruptedException {
        String output = ExternalProgram.output(
                "wrk",
                "--threads=2",
                "--connections=" + CONNECTIONS,
                "--duration=" + seconds,
                "--timeout=30",
                "--script=" + script(),
                server.toString());
        Matcher figures = FIGURES.matcher(output);
        assertThat(figures.find()).as(output).isTrue();
        assertThat(figures.group(3)).as("broken connections").isEqualTo("0");
        return new Wrk(Long.parseLong(figures.group(1)), Long.parseLong(figures.group(2)));
    }

    Wrk plus(Wrk more) {
        return new Wrk(answered + more.answered, refused + more.refused);
    }

    private static Path script() {
        try {
            return Path.of(
                    Objects.requireNonNull(Wrk.class.getResource("soak.lua")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
