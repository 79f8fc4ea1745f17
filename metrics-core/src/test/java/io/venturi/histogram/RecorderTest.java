package io.venturi.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What recorders take and refuse, and what happens where numbers end. */
class RecorderTest {

    @Test
    void boundsOfAllMagnitudesLeaveSmallAmountsTheirCells() {
        double[] bounds = IntStream.rangeClosed(0, 61)
                .mapToDouble(i -> Math.scalb(1.0, i))
                .toArray();
        ScaledHistogramRecorder recorder =
                ScaledHistogramRecorder.supplier(1, bounds).get();
        recorder.record(1);
        recorder.record(3);
        recorder.record(0x1p60);
        HistogramSnapshot snapshot = recorder.snapshot();
        assertThat(snapshot.quantile(0.1)).isCloseTo(1, Percentage.withPercentage(3.2));
        assertThat(snapshot.quantile(0.5)).isCloseTo(3, Percentage.withPercentage(3.2));
        assertThat(snapshot.cumulativeCount(60)).isEqualTo(3);
        assertThat(snapshot.cumulativeCount(59)).isEqualTo(2);
        assertThat(snapshot.nativeHistogram(1, 3, 160).zeroCount()).isZero();
    }

    @Test
    void holdsNothingAtFirst() {
        HistogramSnapshot empty = HistogramRecorder.create().snapshot();
        assertThat(empty.count()).isZero();
        assertThat(empty.sum()).isZero();
        assertThat(empty.max()).isZero();
        assertThat(empty.mean()).isNaN();
        assertThat(empty.quantile(0.5)).isNaN();
        assertThat(empty).hasToString("0 values, sum 0.0, p50 NaN, p99 NaN, max 0.0");
    }

    @Test
    void whatIsNoNonNegativeNumberIsRejectedAsOftenAsItWasSaid() {
        HistogramRecorder whole = HistogramRecorder.create();
        whole.record(-1);
        whole.record(Long.MIN_VALUE, 10);
        whole.record(1, -1);
        whole.record(1, 0);
        assertThat(whole.rejected()).isEqualTo(12);
        assertThat(whole.snapshot().count()).isZero();

        ScaledHistogramRecorder fractions = ScaledHistogramRecorder.create();
        fractions.record(-Double.MIN_VALUE);
        fractions.record(Double.NaN, 5);
        fractions.record(Double.POSITIVE_INFINITY);
        fractions.record(Double.NEGATIVE_INFINITY);
        fractions.record(1, -1);
        assertThat(fractions.rejected()).isEqualTo(9);
        assertThat(fractions.snapshot().count()).isZero();
    }

    @Test
    void zeroIsAValueWhateverItsSign() {
        ScaledHistogramRecorder recorder =
                ScaledHistogramRecorder.supplier(1, -0.0, 1).get();
        recorder.record(-0.0);
        recorder.record(0.0);
        HistogramSnapshot snapshot = recorder.snapshot();
        assertThat(snapshot.cumulativeCount(0)).isEqualTo(2);
        assertThat(snapshot.quantile(0.5)).isZero();
        assertThat(recorder.rejected()).isZero();
    }

    @Test
    void theSumStopsAtTheGreatestLong() throws InterruptedException {
        HistogramRecorder recorder = HistogramRecorder.create();
        recorder.record(Long.MAX_VALUE);
        assertThat(recorder.snapshot().wholeSum()).isEqualTo(Long.MAX_VALUE);
        assertThat(recorder.missingFromSum()).isZero();
        recorder.record(1);
        recorder.record(0);
        assertThat(recorder.missingFromSum()).isEqualTo(1);
        recorder.record(Long.MAX_VALUE, 5);
        recorder.record(3, 100);
        assertThat(recorder.missingFromSum()).isEqualTo(106);
        recorder.spread();
        Threads.start(4, thread -> recorder.record(Long.MAX_VALUE)).join();
        assertThat(recorder.snapshot().wholeSum()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aProductThatIsTooGreatIsMissingFromTheSum() {
        HistogramRecorder recorder = HistogramRecorder.create();
        recorder.record(3, Long.MAX_VALUE / 2);
        assertThat(recorder.snapshot().wholeSum()).isEqualTo(Long.MAX_VALUE);
        assertThat(recorder.missingFromSum()).isEqualTo(Long.MAX_VALUE / 2);
    }

    @Test
    void countsStopAtTheGreatestLongEvenWhenStripesAddUp() throws InterruptedException {
        HistogramRecorder recorder = HistogramRecorder.supplier(1, 7).get();
        recorder.record(3, Long.MAX_VALUE);
        recorder.record(7, Long.MAX_VALUE);
        for (int i = 0; i < 10; i++) {
            recorder.spread();
        }
        Threads.start(2 * DistributionRecorder.MAX_STRIPES, thread -> recorder.record(7))
                .join();
        HistogramSnapshot snapshot = recorder.snapshot();
        assertThat(snapshot.count()).isEqualTo(Long.MAX_VALUE);
        assertThat(snapshot.cumulativeCount(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theGreatestValuesHaveACell() {
        HistogramRecorder recorder = HistogramRecorder.supplier(2, Long.MAX_VALUE - 1, Long.MAX_VALUE)
                .get();
        recorder.record(Long.MAX_VALUE);
        HistogramSnapshot snapshot = recorder.snapshot();
        assertThat(snapshot.cumulativeCount(0)).isZero();
        assertThat(snapshot.cumulativeCount(1)).isEqualTo(1);
        assertThat(snapshot.quantile(0.5)).isCloseTo(Long.MAX_VALUE, offset(snapshot));

        ScaledHistogramRecorder fractions = ScaledHistogramRecorder.create();
        fractions.record(Double.MAX_VALUE);
        fractions.record(Double.MIN_VALUE);
        assertThat(fractions.snapshot().max()).isEqualTo(Double.MAX_VALUE);
        assertThat(fractions.snapshot().count()).isEqualTo(2);
    }

    private static Offset<Double> offset(HistogramSnapshot snapshot) {
        return Offset.offset(snapshot.relativeError() * Long.MAX_VALUE);
    }

    @Test
    void boundsOfNonsenseAreRefusedWithTheReason() {
        assertThatThrownBy(() -> HistogramRecorder.supplier(1, 5, -3)).hasMessageContaining("-3");
        assertThatThrownBy(() -> ScaledHistogramRecorder.supplier(1, Double.NaN))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> ScaledHistogramRecorder.supplier(1, -0.5)).hasMessageContaining("-0.5");
        assertThatThrownBy(() -> HistogramRecorder.supplier(6)).hasMessageContaining("6");
        assertThatThrownBy(() -> HistogramRecorder.supplier(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> HistogramRecorder.supplier(1, new long[0])
                        .get()
                        .snapshot()
                        .quantile(1.1))
                .hasMessageContaining("1.1");
    }

    @Test
    void theGreatestIsTakenOnceAndTheSnapshotKeepsIt() {
        HistogramRecorder recorder = HistogramRecorder.create();
        recorder.record(100);
        recorder.record(50);
        assertThat(recorder.takeMax()).isEqualTo(100);
        assertThat(recorder.takeMax()).isZero();
        recorder.record(20);
        assertThat(recorder.snapshot().max()).isEqualTo(100);
        assertThat(recorder.takeMax()).isEqualTo(20);
    }

    @Test
    void aCountWhoseRecordingHasNotComeToTheMaximumIsWithinItAllTheSame() {
        SlotLayout layout = SlotLayout.ofLongs(CellLayout.ofDigits(1), 1_000);
        Stripe stripe = new Stripe();
        assertThat(stripe.tryAdd(layout.slot(990), layout, 1)).isTrue();
        HistogramReading reading = new HistogramReading();
        reading.begin(layout);
        reading.addTotals(stripe);
        reading.addCounts(stripe);
        reading.end();
        assertThat(reading.max()).isBetween(960.0, 990.0);
        assertThat(reading.snapshot().quantile(1)).isBetween(960.0, 990.0);
    }

    @Test
    void aReadingIsReusedForRecordersOfOtherKinds() {
        HistogramReading reading = new HistogramReading();
        HistogramRecorder whole = HistogramRecorder.supplier(2, 10, 1_000_000).get();
        whole.record(10, 3);
        whole.record(123_456_789);
        ScaledHistogramRecorder fractions =
                ScaledHistogramRecorder.supplier(1, 0.5).get();
        fractions.record(0.25);
        Supplier<HistogramSnapshot> read = () -> {
            whole.read(reading);
            assertThat(reading.cumulativeCount(1)).isEqualTo(3);
            fractions.read(reading);
            return reading.snapshot();
        };
        assertThat(read.get()).isEqualTo(fractions.snapshot()).isEqualTo(read.get());
        assertThat(reading.count()).isEqualTo(1);
        assertThat(reading.sum()).isEqualTo(0.25);
        assertThat(reading.max()).isEqualTo(0.25);
        assertThat(reading.boundCount()).isEqualTo(1);
        assertThat(reading.bound(0)).isEqualTo(0.5);
        assertThat(reading.cumulativeCount(0)).isEqualTo(1);
    }
}
