package io.venturi.examples.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.Operation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventBufferTest {
    private final EventBuffer buffer = new EventBuffer(10);

    @Test
    void anEventStaysUntilItIsWritten() throws InterruptedException {
        buffer.put(change());
        buffer.put(change());

        List<BufferedEvent> batch = buffer.nextBatch(1, 0);

        assertThat(batch).extracting(BufferedEvent::sequence).containsExactly(1L);
        assertThat(buffer.depth()).isEqualTo(2);
        assertThat(buffer.writtenSequence()).isZero();

        buffer.written(batch);

        assertThat(buffer.depth()).isEqualTo(1);
        assertThat(buffer.writtenSequence()).isEqualTo(1);
        assertThat(buffer.lastSequence()).isEqualTo(2);
    }

    @Test
    void theOldestAgeIsUnknownWhenNothingWaits() throws InterruptedException {
        assertThat(buffer.oldestEnqueuedMillis()).isNaN();

        long before = System.currentTimeMillis();
        buffer.put(change());

        assertThat(buffer.oldestEnqueuedMillis()).isBetween((double) before, (double) System.currentTimeMillis());
    }

    private static ChangeEvent change() {
        return new ChangeEvent(ShopTable.ORDERS, Operation.INSERT, 0, Map.of());
    }
}
