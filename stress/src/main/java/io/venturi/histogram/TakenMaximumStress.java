package io.venturi.histogram;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** 5 was recorded; a thread records 7 and reads while another takes the maximum and reads. */
@JCStressTest
@State
@Outcome(id = "5, [57], 7, 7", expect = Expect.ACCEPTABLE, desc = "Taken before; 7 is left for the next.")
@Outcome(id = "7, 7, 7, 0", expect = Expect.ACCEPTABLE, desc = "Taken after; nothing is left.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A maximum was lost, taken twice, or missing from a snapshot.")
public class TakenMaximumStress {

    private final HistogramRecorder recorder = HistogramRecorder.create();

    public TakenMaximumStress() {
        recorder.record(5);
    }

    @Actor
    public void take(IIII_Result result) {
        result.r1 = (int) recorder.takeMax();
        result.r2 = (int) recorder.snapshot().max();
    }

    @Actor
    public void record(IIII_Result result) {
        recorder.record(7);
        result.r3 = (int) recorder.snapshot().max();
    }

    @Arbiter
    public void end(IIII_Result result) {
        result.r4 = (int) recorder.takeMax();
    }
}
