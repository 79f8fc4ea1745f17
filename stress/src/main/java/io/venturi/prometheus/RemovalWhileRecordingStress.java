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
 * A counter is removed and registered again, and counts 2 then, while another thread asks for it and counts 1. In the end: what the
 * registered one holds, and what is scraped.
 */
@JCStressTest
@State
@Outcome(
        id = "2.0, 2.0",
        expect = Expect.ACCEPTABLE,
        desc = "The other thread had the removed one, which went with its count.")
@Outcome(id = "3.0, 3.0", expect = Expect.ACCEPTABLE, desc = "It had the one that is registered, whoever made that.")
@Outcome(
        expect = Expect.FORBIDDEN,
        desc = "A count of the registered one is lost, or is not scraped, or the removed one still is.")
public class RemovalWhileRecordingStress {

    private final VenturiPrometheusRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
    private final Counter first = registry.counter("c", "k", "v");

    @Actor
    public void replace() {
        registry.remove(first);
        registry.counter("c", "k", "v").increment(2);
    }

    @Actor
    public void record() {
        registry.counter("c", "k", "v").increment();
    }

    @Arbiter
    public void end(DD_Result result) {
        result.r1 = registry.counter("c", "k", "v").count();
        result.r2 = Sample.of(registry, "c_total{k=\"v\"}");
    }
}
