package io.venturi.histogram;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Threads that need chunks of one stripe at once, the same one and different ones: each chunk is there once and for all. */
@JCStressTest
@State
@Outcome(id = "2, 1, 1", expect = Expect.ACCEPTABLE, desc = "Each slot was counted as often as it was added to.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Counted in a chunk that another one replaced.")
public class ChunkAllocationStress {

    private static final SlotLayout LAYOUT = SlotLayout.ofLongs(CellLayout.ofDigits(1));

    private final Stripe stripe = new Stripe();

    @Actor
    public void one() {
        add(3);
        add(100);
    }

    @Actor
    public void other() {
        add(101);
        add(3);
    }

    private void add(int slot) {
        while (!stripe.tryAdd(slot, LAYOUT, 1)) {
            Thread.onSpinWait();
        }
    }

    @Arbiter
    public void end(III_Result result) {
        long[] slots = new long[stripe.length(LAYOUT)];
        stripe.addTo(slots, slots.length, LAYOUT);
        result.r1 = (int) slots[3];
        result.r2 = (int) slots[100];
        result.r3 = (int) slots[101];
    }
}
