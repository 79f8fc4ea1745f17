package io.venturi.histogram;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Of two snapshots while a thread records 3 and then 1,000, which needs another chunk, the second holds what the first did. */
@JCStressTest
@State
@Outcome(
        id = {"0, 0", "0, 1", "0, 2", "1, 1", "1, 2", "2, 2"},
        expect = Expect.ACCEPTABLE,
        desc = "Never fewer.")
@Outcome(id = ".*-1.*", expect = Expect.FORBIDDEN, desc = "Counts, sum and maximum are not those of the same values.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A snapshot went backwards.")
public class GrowingSnapshotsStress {

    private final HistogramRecorder recorder = HistogramRecorder.supplier(1, 3).get();

    @Actor
    public void record() {
        recorder.record(3);
        recorder.record(1_000);
    }

    @Actor
    public void read(JJ_Result result) {
        result.r1 = seen(recorder.snapshot());
        result.r2 = seen(recorder.snapshot());
    }

    private static long seen(HistogramSnapshot snapshot) {
        int count = (int) snapshot.count();
        long sum = count == 0 ? 0 : count == 1 ? 3 : 1_003;
        // A recording that is under way is counted; its sum may be missing, its maximum may be its cell's.
        boolean consistent = snapshot.cumulativeCount(0) == Math.min(1, count)
                && snapshot.wholeSum() <= sum
                && (count < 2 ? snapshot.max() == 3 * count : snapshot.max() >= 992 && snapshot.max() <= 1_000);
        return consistent ? count : -1;
    }
}
