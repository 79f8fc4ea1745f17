package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

/** What is asked for does not fill the host's memory. */
class AnswerSizeTest {

    private static JsonText.Content texts(int megabytes) {
        String text = "x".repeat((1 << 20) - 3);
        return json -> {
            json.writeStartArray();
            for (int i = 0; i < megabytes; i++) {
                json.writeString(text);
            }
            json.writeEndArray();
        };
    }

    @Test
    void anAnswerBeyondTheLimitIsRefusedWithTheRemedy() throws Refusal {
        assertThat(ApiAnswer.json(200, texts(31)).body()).hasSize((31 << 20) + 1);
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> ApiAnswer.json(200, texts(33)))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(422))
                .withMessageContaining("32 MiB: ask for less time");
    }
}
