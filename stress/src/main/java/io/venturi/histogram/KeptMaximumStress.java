package io.venturi.histogram;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Snapshots keep a maximum while it is taken out. */
@JCStressTest
@State
@Outcome(id = "71, 71, 71", expect = Expect.ACCEPTABLE, desc = "It is in one place or the other, or in both.")
@Outcome(expect = Expect.FORBIDDEN, desc = "It was in neither.")
public class KeptMaximumStress {

    private final ScaledHistogramRecorder recorder = ScaledHistogramRecorder.create();

    public KeptMaximumStress() {
        recorder.record(0.7109375); // its cell begins at 0.6875
    }

    @Actor
    public void take(III_Result result) {
        result.r1 = hundredths(recorder.takeMax());
    }

    @Actor
    public void read(III_Result result) {
        result.r2 = hundredths(recorder.snapshot().max());
        result.r3 = hundredths(recorder.snapshot().max());
    }

    private static int hundredths(double value) {
        return (int) (100 * value);
    }
}
