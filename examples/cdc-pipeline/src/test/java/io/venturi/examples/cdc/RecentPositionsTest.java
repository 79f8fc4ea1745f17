package io.venturi.examples.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentPositionsTest {
    private final RecentPositions positions = new RecentPositions(2);

    @Test
    void aPositionIsNewOnce() {
        assertThat(positions.add(1)).isTrue();
        assertThat(positions.add(1)).isFalse();
    }

    @Test
    void theOldestAreForgotten() {
        positions.add(1);
        positions.add(2);
        positions.add(3);

        assertThat(positions.add(3)).isFalse();
        assertThat(positions.add(1)).isTrue();
    }
}
