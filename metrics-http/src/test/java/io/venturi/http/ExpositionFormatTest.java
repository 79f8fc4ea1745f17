package io.venturi.http;

import static io.venturi.http.ExpositionFormat.OPENMETRICS;
import static io.venturi.http.ExpositionFormat.PROTOBUF;
import static io.venturi.http.ExpositionFormat.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpositionFormatTest {

    @Test
    void prometheus2AsksForOpenMetrics() {
        assertThat(ExpositionFormat.negotiate("application/openmetrics-text;version=1.0.0;q=0.5,"
                        + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"))
                .isEqualTo(OPENMETRICS);
    }

    @Test
    void prometheus3AsksForOpenMetricsWithItsEscaping() {
        assertThat(ExpositionFormat.negotiate("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                        + "application/openmetrics-text;version=0.0.1;q=0.4,"
                        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
                        + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"))
                .isEqualTo(OPENMETRICS);
    }

    @Test
    void prometheusWithNativeHistogramsAsksForProtobuf() {
        assertThat(ExpositionFormat.negotiate("application/vnd.google.protobuf;"
                        + "proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
                        + "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"))
                .isEqualTo(PROTOBUF);
    }

    @Test
    void anOldPrometheusThatKnowsOnlyOldOpenMetricsGetsText() {
        assertThat(ExpositionFormat.negotiate(
                        "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"))
                .isEqualTo(TEXT);
    }

    @Test
    void victoriaMetricsAsksForText() {
        assertThat(ExpositionFormat.negotiate("text/plain;version=0.0.4;q=1,*/*;q=0.1"))
                .isEqualTo(TEXT);
    }

    @Test
    void browsersAndSilenceGetText() {
        assertThat(ExpositionFormat.negotiate("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"))
                .isEqualTo(TEXT);
        assertThat(ExpositionFormat.negotiate("*/*")).isEqualTo(TEXT);
        assertThat(ExpositionFormat.negotiate(null)).isEqualTo(TEXT);
    }

    @Test
    void whatMatchesNothingGetsText() {
        assertThat(ExpositionFormat.negotiate("image/png")).isEqualTo(TEXT);
        assertThat(ExpositionFormat.negotiate("text/plain;q=0, application/openmetrics-text;q=0"))
                .isEqualTo(TEXT);
        assertThat(ExpositionFormat.negotiate("application/vnd.google.protobuf;encoding=text"))
                .isEqualTo(TEXT);
    }

    @Test
    void theHigherQualityWinsWhateverTheOrder() {
        assertThat(ExpositionFormat.negotiate("text/plain;q=0.2,application/openmetrics-text;q=0.9"))
                .isEqualTo(OPENMETRICS);
        assertThat(ExpositionFormat.negotiate("application/openmetrics-text;q=0.2,text/plain;q=0.9"))
                .isEqualTo(TEXT);
    }

    @Test
    void aPreciseRefusalBeatsAWildcard() {
        assertThat(ExpositionFormat.negotiate("text/*;q=0,application/openmetrics-text;q=0,*/*;q=0.1"))
                .isEqualTo(PROTOBUF);
    }

    @Test
    void ofEqualQualitiesThePreciseThenTheFirstWins() {
        assertThat(ExpositionFormat.negotiate("*/*,application/openmetrics-text"))
                .isEqualTo(OPENMETRICS);
        assertThat(ExpositionFormat.negotiate("application/openmetrics-text,text/plain"))
                .isEqualTo(OPENMETRICS);
        assertThat(ExpositionFormat.negotiate("text/plain,application/openmetrics-text"))
                .isEqualTo(TEXT);
    }

    @Test
    void gzipIsUsedWhereItIsAcceptedAndIdentityNotPreferred() {
        assertThat(ContentCoding.negotiate("gzip")).isEqualTo(ContentCoding.GZIP);
        assertThat(ContentCoding.negotiate("deflate, GZIP;q=0.5")).isEqualTo(ContentCoding.GZIP);
        assertThat(ContentCoding.negotiate("*;q=0.1")).isEqualTo(ContentCoding.GZIP);
        assertThat(ContentCoding.negotiate(null)).isEqualTo(ContentCoding.IDENTITY);
        assertThat(ContentCoding.negotiate("br")).isEqualTo(ContentCoding.IDENTITY);
        assertThat(ContentCoding.negotiate("gzip;q=0, *")).isEqualTo(ContentCoding.IDENTITY);
        assertThat(ContentCoding.negotiate("identity, gzip;q=0.5")).isEqualTo(ContentCoding.IDENTITY);
    }
}
