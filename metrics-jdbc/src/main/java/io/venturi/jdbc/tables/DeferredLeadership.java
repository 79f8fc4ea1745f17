package io.venturi.jdbc.tables;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stands for the lead from when it is first asked for: who is only configured must not keep others from counting. */
final class DeferredLeadership implements Leadership {

    private final Supplier<Leadership> source;
    private @Nullable Leadership lead;
    private boolean closed;

    DeferredLeadership(Supplier<Leadership> source) {
        this.source = source;
    }

    @Override
    public boolean lead() {
        Leadership asked = asked();
        return asked != null && asked.lead();
    }

    private synchronized @Nullable Leadership asked() {
        if (lead == null && !closed) {
            lead = source.get();
        }
        return lead;
    }

    @Override
    public void close() {
        Leadership last;
        synchronized (this) {
            closed = true;
            last = lead;
        }
        if (last != null) {
            last.close();
        }
    }
}
