package io.venturi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CdcStateTest {

    private final Fixture fixture = new Fixture();
    private final CdcMeters cdc = fixture.metrics.cdc("db");

    @Test
    void aStateThatNobodyToldIsUnknown() {
        assertThat(fixture.scrape().value("pipeline_cdc_pipeline_state")).isNaN();
        assertThat(fixture.scrape().samples("pipeline_cdc_pipeline_status"))
                .hasSize(5)
                .allSatisfy(sample -> assertThat(sample.value()).isNaN());
    }

    @Test
    void statusIsOneHotAndTransitionsAreCounted() {
        for (PipelineState state : PipelineState.values()) {
            cdc.state(state);
            cdc.state(state);
            Scraped scraped = fixture.scrape();
            assertThat(scraped.value("pipeline_cdc_pipeline_state")).isEqualTo(state.code());
            assertThat(scraped.sum("pipeline_cdc_pipeline_status")).isEqualTo(1);
            assertThat(scraped.value("pipeline_cdc_pipeline_status", "state", state.label()))
                    .isEqualTo(1);
            assertThat(scraped.value("pipeline_cdc_pipeline_transitions_total", "state", state.label()))
                    .isEqualTo(1);
        }
    }

    @Test
    void failedStaysUntilARestart() {
        cdc.state(PipelineState.FAILED);
        cdc.state(PipelineState.RUNNING);
        cdc.state(PipelineState.STOPPED);
        assertThat(cdc.state()).isEqualTo(PipelineState.FAILED);
        assertThat(fixture.scrape().value("pipeline_meters_invalid_total", "reason", "illegal_state"))
                .isEqualTo(2);
        cdc.state(PipelineState.STARTING);
        cdc.state(PipelineState.RUNNING);
        assertThat(cdc.state()).isEqualTo(PipelineState.RUNNING);
    }

    @Test
    void errorsAreClassifiedByTheirRootNeverByTheirMessage() {
        cdc.error(new RuntimeException("password=secret", new SQLException("x", "08006")));
        cdc.error(new RuntimeException(new SocketTimeoutException("10.0.0.1")));
        cdc.error(new SQLException("duplicate key", "23505"));
        cdc.error(new RuntimeException("?"));

        Scraped scraped = fixture.scrape();
        for (String type : new String[] {"connection", "timeout", "constraint", "other"}) {
            assertThat(scraped.value("pipeline_cdc_errors_total", "error_type", type))
                    .as(type)
                    .isEqualTo(1);
        }
        assertThat(fixture.registry.scrape()).doesNotContain("secret", "10.0.0.1", "duplicate");
    }

    @Test
    void aClassifierThatThrowsOrRunsWildIsContained() {
        PipelineMetrics metrics = PipelineMetrics.builder(fixture.registry)
                .namespace("wild")
                .errorClassifier(error -> {
                    if (error instanceof ArithmeticException) {
                        throw new IllegalStateException();
                    }
                    return String.valueOf(error.getMessage());
                })
                .build();
        metrics.cdc("db").error(new ArithmeticException());
        for (int i = 0; i < 200; i++) {
            metrics.cdc("db").error(new RuntimeException("message " + i));
        }

        Scraped scraped = fixture.scrape();
        assertThat(scraped.samples("wild_cdc_errors_total")).hasSize(51);
        assertThat(scraped.sum("wild_cdc_errors_total")).isEqualTo(201);
        assertThat(scraped.value("wild_meters_invalid_total", "reason", "function_failed"))
                .isEqualTo(1);
    }

    @Test
    void circularCausesEnd() {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.initCause(two);
        cdc.error(one);
        assertThat(fixture.scrape().value("pipeline_cdc_errors_total", "error_type", "other"))
                .isEqualTo(1);
    }

    @Test
    void statesHaveTheNumbersOfTheDocs() {
        assertThat(Arrays.stream(PipelineState.values()).map(PipelineState::code))
                .containsExactly(0, 1, 2, 3, 4);
        assertThat(PipelineState.FAILED.code()).isEqualTo(4);
    }
}
