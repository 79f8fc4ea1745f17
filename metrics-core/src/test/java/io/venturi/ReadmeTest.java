package io.venturi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's table of meters is the catalogue's. */
class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");

    /** With {@code -Dventuri.docs=write} it writes the table instead of comparing it. */
    @Test
    void theTableOfMetersIsTheCatalogues() throws IOException {
        String page = Files.readString(README);
        String renewed = MeterTable.renewedIn(page);
        if ("write".equals(System.getProperty("venturi.docs"))) {
            Files.writeString(README, renewed);
            return;
        }
        assertThat(page)
                .as("run: mvn -pl metrics-core -Dtest=ReadmeTest -Dventuri.docs=write test")
                .isEqualTo(renewed);
    }
}
