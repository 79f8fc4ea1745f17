package io.venturi.examples.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoOptionsTest {
    @Test
    void nothingGivenMeansTheDefaults() {
        assertThat(DemoOptions.parse())
                .isEqualTo(new DemoOptions("pipeline", 9404, Optional.empty(), 200, true, true, Optional.empty()));
    }

    @Test
    void everyOptionIsTaken() {
        String line = "--namespace shop --port 1234 --duration 60 --rate 7 --history off --faults off --control 1235";

        assertThat(DemoOptions.parse(line.split(" ")))
                .isEqualTo(new DemoOptions(
                        "shop", 1234, Optional.of(Duration.ofSeconds(60)), 7, false, false, Optional.of(1235)));
    }

    @ParameterizedTest
    @CsvSource({
        "--port, 0, whole number",
        "--port, 65536, whole number",
        "--duration, -1, whole number",
        "--rate, fast, whole number",
        "--namespace, Shop-1, lower-case letters",
        "--history, perhaps, on or off",
        "--faults, some, on or off",
        "--control, 0, whole number",
        "--color, red, usage"
    })
    void aRefusalNamesTheOptionTheValueAndTheRemedy(String option, String value, String remedy) {
        assertThatThrownBy(() -> DemoOptions.parse(option, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(option)
                .hasMessageContaining(remedy);
    }

    @Test
    void anOptionWithoutValueIsRefused() {
        assertThatThrownBy(() -> DemoOptions.parse("--rate")).hasMessageContaining("--rate has no value");
    }
}
