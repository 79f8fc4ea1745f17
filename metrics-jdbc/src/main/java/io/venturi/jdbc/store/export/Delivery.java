package io.venturi.jdbc.store.export;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets batches to a receiver, each sample once: after a failure that may have come late, it asks what has arrived. */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(1);

    private final VictoriaMetrics target;
    private final Receiver receiver;
    private final Pause pause;

    /** Waits; in tests, it does something instead. */
    interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    Delivery(VictoriaMetrics target, Receiver receiver, Pause pause) {
        this.target = target;
        this.receiver = receiver;
        this.pause = pause;
    }

    /**
     * Delivers a batch.
     *
     * @param doubtful whether some of it may have arrived
     * @throws IOException if it was refused, or the last try failed; it may have arrived in part
     */
    void deliver(ImportBatch batch, boolean doubtful) throws IOException, InterruptedException {
        ImportBatch left = batch;
        boolean inDoubt = doubtful;
        for (int failures = 0; ; ) {
            try {
                if (inDoubt) {
                    left = missing(left);
                    inDoubt = false;
                }
                if (left.size() > 0) {
                    receiver.send(left);
                }
                return;
            } catch (Receiver.RefusedException e) {
                throw e;
            } catch (IOException e) {
                if (++failures > target.retries()) {
                    throw new IOException(
                            target + " did not take a batch in " + failures + " tries; export again to go on: "
                                    + e.getMessage(),
                            e);
                }
                LOG.info("{} did not take a batch, which is tried again: {}", target, e.toString());
                inDoubt = true;
                pause.pause(backOff(failures));
            }
        }
    }

    private Duration backOff(int failures) {
        Duration wait = target.backOff().multipliedBy(1L << Math.min(failures - 1, 16));
        return wait.compareTo(LONGEST_BACK_OFF) < 0 ? wait : LONGEST_BACK_OFF;
    }

    private ImportBatch missing(ImportBatch batch) throws IOException, InterruptedException {
        if (target.readUrl().isEmpty() || batch.size() == 0) {
            return batch; // the receiver leaves one of equal samples
        }
        pause.pause(target.settle());
        return batch.rest(this::missing);
    }

    private Map<Labelled, SampleList> missing(Source source, Map<Labelled, SampleList> samples)
            throws IOException, InterruptedException {
        long from = Long.MAX_VALUE;
        long until = Long.MIN_VALUE;
        for (SampleList list : samples.values()) {
            from = Math.min(from, list.millis(0));
            until = Math.max(until, list.millis(list.size() - 1) + 1);
        }
        Map<Labelled, SampleList> arrived = receiver.read(source, from, until);
        Map<Labelled, SampleList> left = new HashMap<>();
        samples.forEach((series, list) -> left.put(series, list.without(times(arrived.get(series)))));
        return left;
    }

    private static Set<Long> times(@Nullable SampleList arrived) {
        Set<Long> times = new HashSet<>();
        for (int i = 0; arrived != null && i < arrived.size(); i++) {
            times.add(arrived.millis(i));
        }
        return times;
    }
}
