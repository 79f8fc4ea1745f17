package io.venturi.histogram;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Two threads fill up an int counter, so that both go on in longs; one of them reads what is there then. */
@JCStressTest
@State
@Outcome(
        id = {"4294967294, 6442450942", "4294967295, 6442450942", "6442450942, 6442450942"},
        expect = Expect.ACCEPTABLE,
        desc = "What was added before, and in the end all.")
@Outcome(
        id = "6442450941, 6442450942",
        expect = Expect.ACCEPTABLE,
        desc = "The int was read before 1 was added to it, the long after the rest was: the next reading has it.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Lost on the way, or counted in both.")
public class WideCounterStress {

    private static final SlotLayout LAYOUT = SlotLayout.ofLongs(CellLayout.ofDigits(1));
    private static final int SLOT = 5;

    private final Stripe stripe = new Stripe();

    public WideCounterStress() {
        add(Integer.MAX_VALUE - 1);
    }

    @Actor
    public void one() {
        add(1);
        add(Integer.MAX_VALUE);
    }

    @Actor
    public void other(JJ_Result result) {
        add(1L + Integer.MAX_VALUE);
        result.r1 = count();
    }

    private void add(long times) {
        while (!stripe.tryAdd(SLOT, LAYOUT, times)) {
            Thread.onSpinWait();
        }
    }

    @Arbiter
    public void end(JJ_Result result) {
        result.r2 = count();
    }

    private long count() {
        long[] slots = new long[stripe.length(LAYOUT)];
        stripe.addTo(slots, slots.length, LAYOUT);
        return slots[SLOT];
    }
}
