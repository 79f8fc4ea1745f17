package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.venturi.jdbc.store.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Bodies of posted samples: refused with a reason, or samples that can be stored, of which the document would say the same. */
class PostedSamplesFuzzTest {

    private static final int MOST = 20;
    private static final Instant NOW = Instant.parse("2026-03-29T12:00:00Z");
    private static final ApiLimits LIMITS =
            new ApiLimits(100_000, Duration.ofSeconds(10), MOST, 1, 1, 1, Duration.ofDays(1), Duration.ofMinutes(1), 1);

    @FuzzTest(maxDuration = "15s")
    void anyBodyIsRefusedWithAReasonOrCanBeStored(byte[] input) throws IOException {
        RequestBody body = new RequestBody(new GivenCall(new ByteArrayInputStream(input)), LIMITS, () -> 0);
        PostedSamples posted;
        try {
            posted = body.json(json -> PostedSamples.read(json, NOW, MOST));
        } catch (Refusal e) {
            assertThat(e.status()).isIn(400, 413);
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(2_000);
            assertThat(new String(e.answer().body(), StandardCharsets.UTF_8)).startsWith("{\"type\":");
            return;
        }
        assertThat(posted.samples()).isNotEmpty().hasSizeLessThanOrEqualTo(MOST);
        for (Sample sample : posted.samples()) {
            assertThat(Texts.isStorable(sample.series().name())).isTrue();
            sample.series().labels().forEach((label, value) -> assertThat(Texts.isStorable(label + value))
                    .isTrue());
        }
    }
}
