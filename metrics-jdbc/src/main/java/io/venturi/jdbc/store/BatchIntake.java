package io.venturi.jdbc.store;

import java.util.List;

/** Takes what was sampled at once, to be stored as one batch. Never blocks for long, never throws for what it is given. */
@FunctionalInterface
interface BatchIntake {

    /** Takes it; from then on it is counted as accepted. */
    void take(List<Sample> samples, List<DistributionSample> distributions);
}
