package io.venturi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The chain of an exception's causes, cut where it is absurdly long or turns back on itself. */
final class Causes {

    private static final int MAX_DEPTH = 16;

    private Causes() {}

    /** The failure itself, its cause, and so on to the root. */
    static List<Throwable> of(@Nullable Throwable failure) {
        List<Throwable> chain = new ArrayList<>(4);
        for (Throwable cause = failure; cause != null && chain.size() < MAX_DEPTH; cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }
}
