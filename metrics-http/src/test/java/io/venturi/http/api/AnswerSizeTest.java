package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
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

    @Test
    void soIsATextBeyondItInBytes() throws Refusal {
        String most = "é".repeat(16 << 20);
        assertThat(ApiAnswer.text(200, "text/plain", most).body()).hasSize(32 << 20);
        for (String more : List.of(most + "a", "a".repeat((32 << 20) + 1))) {
            assertThatExceptionOfType(Refusal.class)
                    .isThrownBy(() -> ApiAnswer.text(200, "text/plain", more))
                    .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(422))
                    .withMessageContaining("one runtime_id");
        }
    }
}
