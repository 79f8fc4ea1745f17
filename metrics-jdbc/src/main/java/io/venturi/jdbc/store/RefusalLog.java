package io.venturi.jdbc.store;

import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of what cannot be stored, at most once a minute. Not thread-safe. */
final class RefusalLog {

    private static final Logger LOG = LoggerFactory.getLogger(BatchStorage.class);
    private static final int MAX_LENGTH = 500;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final OncePerMinute pace;
    private long dropped;

    RefusalLog(LongSupplier nanoTime) {
        this.pace = new OncePerMinute(nanoTime);
    }

    /** A series gets no id, so that its figures will be dropped. */
    void refused(MetricSeries series, String reason) {
        if (pace.allows()) {
            LOG.warn(
                    "Series {} cannot be stored, its figures are dropped: {} (logged at most once a minute)",
                    shortened(series.name()),
                    shortened(reason));
        }
    }

    /** Figures of a batch are dropped. */
    void dropped(Refusals refusals) {
        MetricSeries series = refusals.series();
        if (series == null) {
            return;
        }
        dropped += refusals.count();
        if (pace.allows()) {
            LOG.warn(
                    "Figures are dropped, such as one of series {}: {} ({} dropped so far; logged at most once a minute)",
                    shortened(series.name()),
                    shortened(refusals.reason()),
                    dropped);
        }
    }

    /** All figures of a runtime are dropped. */
    void dropped(RuntimeKey runtime, int figures, String reason) {
        dropped += figures;
        if (pace.allows()) {
            LOG.warn(
                    "{} figures of runtime {} are dropped, since it cannot be stored: {} ({} dropped so far; logged at"
                            + " most once a minute)",
                    figures,
                    shortened(runtime.toString()),
                    shortened(reason),
                    dropped);
        }
    }

    private static String shortened(String text) {
        String start = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + '…';
        return CONTROL.matcher(start).replaceAll(" "); // on one line, whatever it is made of
    }
}
