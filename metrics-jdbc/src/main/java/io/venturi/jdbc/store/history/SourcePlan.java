package io.venturi.jdbc.store.history;

import io.venturi.jdbc.store.rollup.RollupPeriod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where what is asked for is read from: each moment from one source, the coarsest whose buckets are whole within a step and have
 * all that is known. What is left is a gap.
 */
final class SourcePlan {

    private final KeptTimes kept;
    private final Map<RollupPeriod, List<TimeRange>> buckets = new EnumMap<>(RollupPeriod.class);
    private final List<TimeRange> raw = new ArrayList<>();
    private final List<List<TimeRange>> gaps = new ArrayList<>();
    private List<TimeRange> gapsOfStep = List.of();

    private SourcePlan(KeptTimes kept) {
        this.kept = kept;
        for (RollupPeriod period : RollupPeriod.values()) {
            buckets.put(period, new ArrayList<>());
        }
    }

    static SourcePlan of(Steps steps, KeptTimes kept) {
        SourcePlan plan = new SourcePlan(kept);
        steps.all().forEach(plan::step);
        return plan;
    }

    private void step(TimeRange step) {
        gapsOfStep = new ArrayList<>();
        Optional<TimeRange> known = kept.extent().flatMap(step::common);
        if (known.isEmpty()) {
            gapsOfStep.add(step);
        } else {
            gap(step.from(), known.get().from());
            cover(
                    Optional.of(RollupPeriod.WEEKLY),
                    known.get().from(),
                    known.get().to());
            gap(known.get().to(), step.to());
        }
        gaps.add(List.copyOf(gapsOfStep));
    }

    private void cover(Optional<RollupPeriod> source, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            return;
        }
        if (source.isEmpty()) {
            coverRaw(new TimeRange(from, to));
            return;
        }
        RollupPeriod period = source.get();
        Instant first = period.next(from);
        Instant last = period.start(to);
        if (!first.isBefore(last)) {
            cover(period.finer(), from, to);
            return;
        }
        cover(period.finer(), from, first);
        for (Instant start = first; start.isBefore(last); start = start.plus(period.length())) {
            coverBucket(period, new TimeRange(start, start.plus(period.length())));
        }
        cover(period.finer(), last, to);
    }

    private void coverBucket(RollupPeriod period, TimeRange bucket) {
        if (kept.has(period, bucket)) {
            TimeRange.append(of(period), bucket);
        } else {
            cover(period.finer(), bucket.from(), bucket.to());
        }
    }

    private void coverRaw(TimeRange range) {
        Instant covered = range.from();
        for (TimeRange one : kept.raw()) {
            Optional<TimeRange> common = one.common(range);
            if (common.isPresent()) {
                gap(covered, common.get().from());
                TimeRange.append(raw, common.get());
                covered = common.get().to();
            }
        }
        gap(covered, range.to());
    }

    private void gap(Instant from, Instant to) {
        TimeRange.between(from, to).ifPresent(range -> TimeRange.append(gapsOfStep, range));
    }

    /** From when to when buckets are read. */
    List<TimeRange> of(RollupPeriod period) {
        return buckets.getOrDefault(period, List.of());
    }

    /** From when to when raw records are read. */
    List<TimeRange> raw() {
        return raw;
    }

    /** Whether there is any time that nothing is known of. */
    boolean hasGaps() {
        return gaps.stream().anyMatch(step -> !step.isEmpty());
    }

    /** What nothing is known of in a step. */
    List<TimeRange> gaps(int step) {
        return gaps.get(step);
    }
}
