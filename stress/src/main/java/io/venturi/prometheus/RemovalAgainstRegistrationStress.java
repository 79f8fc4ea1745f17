package io.venturi.prometheus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.DD_Result;

/**
 * One thread removes a counter while another registers it, or finds it. In the end: how many are registered, and what is scraped.
 */
@JCStressTest
@State
@Outcome(id = "0.0, -1.0", expect = Expect.ACCEPTABLE, desc = "It was found first, and then removed.")
@Outcome(id = "1.0, 0.0", expect = Expect.ACCEPTABLE, desc = "It was removed first, and there is a new one.")
@Outcome(expect = Expect.FORBIDDEN, desc = "What is scraped is not what is registered.")
public class RemovalAgainstRegistrationStress {

    private final VenturiPrometheusRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
    private final Counter first = registry.counter("c", "k", "v");

    @Actor
    public void remove() {
        registry.remove(first);
    }

    @Actor
    public void register() {
        registry.counter("c", "k", "v");
    }

    @Arbiter
    public void end(DD_Result result) {
        result.r1 = registry.find("c").counters().size();
        result.r2 = Sample.of(registry, "c_total{k=\"v\"}");
    }
}
