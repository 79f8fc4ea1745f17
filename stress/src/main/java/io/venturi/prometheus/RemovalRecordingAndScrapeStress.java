package io.venturi.prometheus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.DDD_Result;

/**
 * All three at once: a counter is removed and registered again, and counts 2 then, one thread asks for it and counts 1, and one
 * scrapes; in the end what the registered one holds, and another scrape. Needs three processors; where there are two, the tests of pairs have to do.
 */
@JCStressTest
@State
@Outcome(
        id = "(-1|0|1|2|3)\\.0, 2\\.0, 2\\.0",
        expect = Expect.ACCEPTABLE,
        desc = "The removed one was counted by the other thread.")
@Outcome(id = "(-1|0|1|2|3)\\.0, 3\\.0, 3\\.0", expect = Expect.ACCEPTABLE, desc = "The registered one was.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A count is lost, a series is there twice, or the removed one stays.")
public class RemovalRecordingAndScrapeStress {

    private static final String SERIES = "c_total{k=\"v\"}";

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

    @Actor
    public void scrape(DDD_Result result) {
        result.r1 = Sample.of(registry, SERIES);
    }

    @Arbiter
    public void end(DDD_Result result) {
        result.r2 = registry.counter("c", "k", "v").count();
        result.r3 = Sample.of(registry, SERIES);
    }
}
