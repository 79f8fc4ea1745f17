package io.venturi;

import static io.venturi.Fixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Lag that is computed when it is asked for: it grows while the pipeline is stuck and never freezes. */
class CdcLagTest {

    private final Fixture fixture = new Fixture();
    private final CdcMeters cdc = fixture.metrics.cdc("db");
    private final CdcTableMeters orders = cdc.table("public.orders");

    @Test
    void lagGrowsWhileEventsAreInFlight() {
        orders.received(Operation.INSERT, START - 2_000);
        assertThat(lag()).isEqualTo(2);
        fixture.pass(Duration.ofSeconds(1));
        assertThat(lag()).isEqualTo(3);
        fixture.pass(Duration.ofHours(1));
        assertThat(lag()).isEqualTo(3603);
    }

    @Test
    void theOldestInFlightCountsWhateverTheOrderOfAcknowledgement() {
        orders.received(Operation.INSERT, START - 9_000);
        orders.received(Operation.INSERT, START - 5_000);
        orders.processed(Operation.INSERT, START - 5_000);
        assertThat(lag()).isEqualTo(9);
        orders.processed(Operation.INSERT, START - 9_000);
        orders.received(Operation.INSERT, START - 1_000);
        assertThat(lag()).isEqualTo(1);
    }

    @Test
    void lagIsZeroOnceDrainedAndAttested() {
        cdc.state(PipelineState.RUNNING);
        orders.received(Operation.INSERT, START - 4_000);
        cdc.heartbeat(START);
        assertThat(lag()).as("still in flight").isEqualTo(4);
        orders.processed(Operation.INSERT, START - 4_000);
        assertThat(lag()).isZero();
    }

    @Test
    void anAttestationFromBeforeTheLastEventDoesNotCount() {
        orders.received(Operation.INSERT, START - 1_000);
        cdc.heartbeat(START - 3_000);
        orders.processed(Operation.INSERT, START - 1_000);
        assertThat(lag()).isEqualTo(1);
    }

    @Test
    void withoutAttestationTheLastLagIsHeldForAWhileThenUnknown() {
        orders.processed(Operation.INSERT, START - 1_500);
        assertThat(lag()).isEqualTo(1.5);
        fixture.pass(Duration.ofMinutes(5));
        assertThat(lag()).isEqualTo(1.5);
        fixture.pass(Duration.ofMillis(1));
        assertThat(lag()).isNaN();
    }

    @Test
    void anAttestationThatNobodyRenewsFadesToUnknown() {
        cdc.heartbeat(START);
        assertThat(lag()).isZero();
        fixture.pass(Duration.ofMinutes(5).plusMillis(1));
        assertThat(lag()).isNaN();
        cdc.heartbeat(fixture.clock.wallTime());
        assertThat(lag()).isZero();
    }

    @Test
    void aFailedPipelineFallsBehindEvenWithNothingInFlight() {
        cdc.state(PipelineState.RUNNING);
        orders.processed(Operation.INSERT, START);
        cdc.heartbeat(START);
        assertThat(lag()).isZero();
        cdc.state(PipelineState.FAILED);
        fixture.pass(Duration.ofSeconds(7));
        assertThat(lag()).isEqualTo(7);
        fixture.pass(Duration.ofMinutes(10));
        assertThat(lag()).isEqualTo(607);
    }

    @Test
    void aStoppedPipelineKnowsItsLagWhileThatIsFreshThenNoMore() {
        cdc.state(PipelineState.RUNNING);
        orders.processed(Operation.INSERT, START - 2_000);
        cdc.state(PipelineState.STOPPED);
        fixture.pass(Duration.ofMinutes(5));
        assertThat(lag()).isEqualTo(2);
        fixture.pass(Duration.ofHours(5));
        assertThat(lag()).isNaN();
    }

    @Test
    void aPausedPipelineDoesNotLiveOnAnOldAttestation() {
        cdc.state(PipelineState.RUNNING);
        cdc.heartbeat(START);
        cdc.state(PipelineState.PAUSED);
        fixture.pass(Duration.ofSeconds(9));
        assertThat(lag()).isEqualTo(9);
    }

    @Test
    void aStuckEventOfUnknownTimeMakesTheLagUnknownNotOld() {
        orders.processed(Operation.INSERT, START - 100);
        orders.received(Operation.TRUNCATE, 0);
        assertThat(lag()).isNaN();
        orders.processed(Operation.TRUNCATE, 0);
        assertThat(lag()).isEqualTo(0.1);
    }

    @Test
    void snapshotRowsInFlightDoNotTouchTheLag() {
        cdc.heartbeat(START);
        orders.received(Operation.READ, 5, START - 60_000);
        orders.received(Operation.INSERT, START - 3_000);
        assertThat(lag()).isEqualTo(3);
        orders.skipped(SkipReason.FILTERED, Operation.READ, START - 60_000);
        assertThat(lag()).isEqualTo(3);
        orders.processed(Operation.INSERT, START - 3_000);
        assertThat(lag()).isZero();
    }

    @Test
    void anAttestationFromBeforeASkippedEventDoesNotCount() {
        cdc.heartbeat(START - 200_000);
        orders.received(Operation.INSERT, START - 1_000);
        orders.skipped(SkipReason.FILTERED, Operation.INSERT, START - 1_000);
        assertThat(lag()).isNaN();
    }

    @Test
    void anOlderAttestationChangesNothing() {
        cdc.heartbeat(START - 1_000);
        cdc.heartbeat(START - 9_000);
        cdc.heartbeat(0);
        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_cdc_heartbeat_timestamp_seconds")).isEqualTo((START - 1_000) / 1e3);
        assertThat(scraped.value("pipeline_meters_invalid_total", "meter", "cdc.heartbeat.timestamp"))
                .isEqualTo(1);
    }

    @Test
    void aHostsOwnNewestEventMakesALag() {
        AtomicLong newest = new AtomicLong();
        orders.bind(newest).processed(Operation.INSERT, any -> 1).newestEventMillis(AtomicLong::get);
        assertThat(lag()).isNaN();
        newest.set(START - 2_000);
        cdc.heartbeat(START - 60_000);
        assertThat(lag()).as("the attestation is older than the event").isEqualTo(2);
        fixture.pass(Duration.ofMinutes(6));
        assertThat(lag()).isNaN();
        cdc.heartbeat(fixture.clock.wallTime());
        assertThat(lag()).isZero();
    }

    @Test
    void batchesOfWritersOutOfPhaseStayExactWithTheirTimestamps() {
        for (int i = 0; i < 100; i++) {
            orders.received(Operation.INSERT, START - 10_000 + i);
        }
        for (int batch = 0; batch < 200; batch++) {
            long first = START - 10_000 + batch * 50L;
            long[] evens = new long[25];
            long[] odds = new long[25];
            for (int i = 0; i < 25; i++) {
                evens[i] = first + i * 2L;
                odds[i] = first + i * 2L + 1;
            }
            orders.processed(Operation.INSERT, batch % 2 == 0 ? evens : odds);
            orders.processed(Operation.INSERT, batch % 2 == 0 ? odds : evens);
            for (int i = 0; i < 50; i++) {
                orders.received(Operation.INSERT, first + 100 + i);
            }
            assertThat(lag()).isEqualTo((10_000 - (batch + 1) * 50L < 0 ? 0 : 10_000 - (batch + 1) * 50L) / 1e3);
        }
        assertThat(orders.inFlight()).isEqualTo(100);
    }

    @Test
    void nothingKnownIsNaN() {
        assertThat(lag()).isNaN();
        assertThat(fixture.scrape().value("pipeline_cdc_last_event_timestamp_seconds"))
                .isNaN();
        assertThat(fixture.scrape().value("pipeline_cdc_heartbeat_timestamp_seconds"))
                .isNaN();
    }

    @Test
    void aSourceTimeInTheFutureIsClampedAndCounted() {
        orders.received(Operation.INSERT, START + 60_000);
        assertThat(lag()).isZero();
        orders.processed(Operation.INSERT, START + 60_000);

        assertThat(lag()).isZero();
        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_cdc_clock_skew_total")).isEqualTo(1);
        assertThat(scraped.value("pipeline_cdc_event_lag_seconds_sum")).isZero();
        assertThat(scraped.value("pipeline_cdc_last_event_timestamp_seconds")).isEqualTo(START / 1e3);
    }

    @Test
    void aMissingSourceTimeInventsNoLag() {
        orders.received(Operation.INSERT, 0);
        orders.processed(Operation.INSERT, 0);

        assertThat(lag()).isNaN();
        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_cdc_timestamp_missing_total")).isEqualTo(1);
        assertThat(scraped.value("pipeline_cdc_event_lag_seconds_count")).isZero();
        assertThat(scraped.value("pipeline_cdc_events_in_flight")).isZero();
    }

    @Test
    void anEventOfUnknownTimeDoesNotHideOneInFlight() {
        orders.received(Operation.INSERT, START - 8_000);
        orders.received(Operation.INSERT, 0);
        orders.processed(Operation.INSERT, 0);
        assertThat(lag()).isEqualTo(8);
    }

    @Test
    void aClockThatStepsBackGivesNoNegativeLag() {
        orders.received(Operation.INSERT, START - 1_000);
        fixture.clock.add(Duration.ofSeconds(-30));
        assertThat(lag()).isZero();
    }

    @Test
    void everyEventsLagIsInTheHistogram() {
        orders.received(Operation.INSERT, 3, START - 250);
        orders.processed(Operation.INSERT, 3, START - 250);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_cdc_event_lag_seconds_count")).isEqualTo(3);
        assertThat(scraped.value("pipeline_cdc_event_lag_seconds_sum")).isEqualTo(0.75);
        assertThat(scraped.value("pipeline_cdc_event_lag_seconds_bucket", "le", "0.25"))
                .isEqualTo(3);
    }

    private double lag() {
        return fixture.scrape().value("pipeline_cdc_lag_seconds");
    }
}
