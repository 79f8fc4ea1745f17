package io.venturi.prometheus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** The last series of a family, 1, goes, and the family with it, while another of that name comes, 2. In the end: the sum of those that are there. */
@JCStressTest
@State
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "The series that came is there, and the other is not.")
@Outcome(
        expect = Expect.FORBIDDEN,
        desc = "The series that came went with the family of the other, or the other is there still.")
public class EmptiedFamilyStress {

    private static final FamilyName NAME = new FamilyName("c", "c", Meter.Type.COUNTER, " ");

    private final Families families = new Families();
    private final Series first = series("1");

    public EmptiedFamilyStress() {
        add(first);
    }

    private static Series series(String value) {
        Counter counter = new CumulativeCounter(new Meter.Id("c", Tags.of("k", value), null, null, Meter.Type.COUNTER));
        return Series.of(counter, Labels.of("k", value), 0);
    }

    private void add(Series one) {
        families.add(NAME, one, ValueFamily.class, name -> new ValueFamily(ValueFamily.Kind.COUNTER, name));
    }

    @Actor
    public void remove() {
        families.remove("c", first);
    }

    @Actor
    public void add() {
        add(series("2"));
    }

    @Arbiter
    public void end(J_Result result) {
        result.r1 = families.collect(Set.of(), Surroundings.UNKNOWN, name -> true).stream()
                .flatMap(family -> family.getDataPoints().stream())
                .mapToInt(point -> Integer.parseInt(point.getLabels().getValue(0)))
                .sum();
    }
}
