package io.venturi.histogram;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Threads that spread to more stripes at once, in the middle of recording, lose nothing: one's stripes are the other's, too. */
@JCStressTest
@State
@Outcome(id = "4, 22", expect = Expect.ACCEPTABLE, desc = "All of it.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Lost in a stripe that is no longer there, or counted twice.")
public class StripeGrowthStress {

    private final HistogramRecorder recorder = HistogramRecorder.create();

    @Actor
    public void one() {
        recorder.record(1);
        recorder.spread();
        recorder.record(10);
    }

    @Actor
    public void other() {
        recorder.record(1);
        recorder.spread();
        recorder.record(10);
    }

    @Arbiter
    public void end(JJ_Result result) {
        HistogramSnapshot snapshot = recorder.snapshot();
        result.r1 = snapshot.count();
        result.r2 = snapshot.wholeSum();
    }
}
