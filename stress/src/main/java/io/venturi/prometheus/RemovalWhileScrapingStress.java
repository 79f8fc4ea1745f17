package io.venturi.prometheus;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.DD_Result;

/** A timer that holds one duration is removed and registered again, and holds two then, while another thread scrapes; in the end another scrape. */
@JCStressTest
@State
@Outcome(
        id = "1.0, 2.0",
        expect = Expect.ACCEPTABLE,
        desc = "The scrape came before, or when the new one held the first of its two.")
@Outcome(id = "-1.0, 2.0", expect = Expect.ACCEPTABLE, desc = "It came in between: a removed meter is not there.")
@Outcome(id = "0.0, 2.0", expect = Expect.ACCEPTABLE, desc = "It came when the new one held nothing yet.")
@Outcome(id = "2.0, 2.0", expect = Expect.ACCEPTABLE, desc = "It came after.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Both at once, or the removed one for ever, or none of them.")
public class RemovalWhileScrapingStress {

    private static final String SERIES = "t_seconds_count{k=\"v\"}";

    private final VenturiPrometheusRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
    private final Timer first = registry.timer("t", "k", "v");

    public RemovalWhileScrapingStress() {
        first.record(Duration.ofMillis(1));
    }

    @Actor
    public void replace() {
        registry.remove(first);
        Timer second = registry.timer("t", "k", "v");
        second.record(Duration.ofMillis(1));
        second.record(Duration.ofMillis(1));
    }

    @Actor
    public void scrape(DD_Result result) {
        result.r1 = Sample.of(registry, SERIES);
    }

    @Arbiter
    public void end(DD_Result result) {
        result.r2 = Sample.of(registry, SERIES);
    }
}
