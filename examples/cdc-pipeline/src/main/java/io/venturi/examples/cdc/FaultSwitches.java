package io.venturi.examples.cdc;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which faults are on. The parts look here, or have themselves told. Thread-safe. */
final class FaultSwitches {
    /** What has to be done when a fault is switched. */
    @FunctionalInterface
    interface Action {
        void switched(boolean on) throws Exception;
    }

    private final Set<Fault> on = ConcurrentHashMap.newKeySet();
    private final Map<Fault, Action> actions = new EnumMap<>(Fault.class);

    /** Has this done when the fault is switched, before {@link #set} returns. */
    synchronized void whenSwitched(Fault fault, Action action) {
        actions.put(fault, action);
    }

    boolean isOn(Fault fault) {
        return on.contains(fault);
    }

    Set<Fault> allOn() {
        Set<Fault> all = EnumSet.noneOf(Fault.class);
        all.addAll(on);
        return all;
    }

    /** Switches a fault; one that is there already stays as it is. Where the action fails, nothing counts as switched. */
    synchronized void set(Fault fault, boolean state) throws Exception {
        if (isOn(fault) == state) {
            return;
        }
        Action action = actions.get(fault);
        if (action != null) {
            action.switched(state);
        }
        if (state) {
            on.add(fault);
        } else {
            on.remove(fault);
        }
    }
}
