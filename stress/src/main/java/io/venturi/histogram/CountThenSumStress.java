package io.venturi.histogram;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * Two threads record 3 each while a third reads: the sum, three times the count at most, then the greatest, and in the end all
 * of both. Needs three processors; where there are two, {@code SnapshotsWhileRecordingTest} has to do.
 */
@JCStressTest
@State
@Outcome(
        id = {"0, 0, 2006", "1, 3, 2006", "2, 3, 2006"},
        expect = Expect.ACCEPTABLE,
        desc = "Some of it; in the end all.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A sum or a maximum of what is not counted, or something lost.")
public class CountThenSumStress {

    private final HistogramRecorder recorder = HistogramRecorder.create();

    @Actor
    public void one() {
        recorder.record(3);
    }

    @Actor
    public void other() {
        recorder.record(3);
    }

    @Actor
    public void read(JJJ_Result result) {
        HistogramSnapshot snapshot = recorder.snapshot();
        boolean ahead = snapshot.wholeSum() > 3 * snapshot.count();
        boolean unknown = snapshot.max() != (snapshot.count() == 0 ? 0 : 3);
        result.r1 = ahead || unknown ? -1 : snapshot.count();
        result.r2 = (long) snapshot.max();
    }

    @Arbiter
    public void end(JJJ_Result result) {
        HistogramSnapshot snapshot = recorder.snapshot();
        result.r3 = 1_000 * snapshot.count() + snapshot.wholeSum();
    }
}
