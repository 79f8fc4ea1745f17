package io.venturi.jdbc.tables;

import io.venturi.jdbc.LeaseLostException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The course of a run: lead, write its header, measure, write what it found, and show that. What could not be written down is
 * not shown either, so that all replicas show the same. One run at a time.
 */
final class CountingRuns {

    private static final Logger LOG = LoggerFactory.getLogger(CountingRuns.class);
    private static final int REPEATED = 3;
    private static final int MESSAGE_LENGTH = 2_000;

    private final Leadership leadership;
    private final RunJournal journal;
    private final CollectorMeters meters;
    private final RunLimits limits;
    private final RowDeltas deltas;
    private final ZoneId zone;
    private boolean showsLatest;
    private int failuresInARow;

    CountingRuns(
            Leadership leadership,
            RunJournal journal,
            CollectorMeters meters,
            RunLimits limits,
            RowDeltas deltas,
            ZoneId zone) {
        this.leadership = leadership;
        this.journal = journal;
        this.meters = meters;
        this.limits = limits;
        this.deltas = deltas;
        this.zone = zone;
    }

    /** Runs, and tells its number when it has one; never throws for what happens at run time. */
    TableCountRun run(RunRequest request, RunBounds bounds, Measuring measuring, LongConsumer begun) {
        boolean leads = leadership.lead();
        meters.runs().leads(leads);
        String unread = leads && showsLatest ? null : showLatest();
        if (!leads) {
            return unread == null
                    ? unwritten(bounds, "another process counts this database now; its figures are shown here, too")
                    : ended(unwritten(bounds, unread), bounds);
        }
        long id;
        try {
            id = journal.begin(request);
        } catch (SQLException | RuntimeException e) {
            return ended(unwritten(bounds, lost("its header could not be written", e)), bounds);
        }
        begun.accept(id);
        return ended(measured(id, request, bounds, measuring), bounds);
    }

    private TableCountRun measured(long id, RunRequest request, RunBounds bounds, Measuring measuring) {
        try {
            Measurement found = measuring.run(request);
            return written(id, found, bounds);
        } catch (UncountableException e) {
            LOG.debug("Nothing could be measured", e);
            meters.runs().failed(e.reason());
            return failed(id, bounds, e.reason().label() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("A counting run failed", e);
            meters.runs().failed(CountFailure.ERROR);
            return failed(id, bounds, "error: " + e.getClass().getSimpleName());
        }
    }

    private TableCountRun failed(long id, RunBounds bounds, String message) {
        String cut = cut(message);
        try {
            journal.fail(id, List.of(), cut);
        } catch (SQLException | RuntimeException e) {
            return run(
                    id,
                    bounds.now(),
                    RunStatus.FAILED,
                    cut(cut + "; " + lost("that could not be written", e)),
                    List.of());
        }
        return run(id, bounds.now(), RunStatus.FAILED, cut, List.of());
    }

    private TableCountRun written(long id, Measurement found, RunBounds bounds) {
        List<TableCount> failures = found.failures();
        failures.forEach(count -> meters.runs().failed(reason(count)));
        String message = message(found, failures, bounds);
        // Nothing at all is more likely lost rights than an empty database, and must not take a good day's place.
        boolean succeeded =
                !bounds.isStopped() && found.tables() > 0 && limits.tolerates(failures.size(), found.tables());
        try {
            if (succeeded) {
                journal.succeed(id, found.counts(), message);
            } else {
                journal.fail(id, found.counts(), String.valueOf(message));
            }
        } catch (SQLException | RuntimeException e) {
            String lost = cut(lost("what it found could not be written", e) + (message == null ? "" : "; " + message));
            if (succeeded && !(e instanceof LeaseLostException)) {
                closeHeader(id, found.counts(), lost);
            }
            return run(id, found.at(), RunStatus.FAILED, lost, found.counts());
        }
        show(found);
        return run(id, found.at(), succeeded ? RunStatus.SUCCEEDED : RunStatus.FAILED, message, found.counts());
    }

    private void closeHeader(long id, List<TableCount> counts, String message) {
        try {
            journal.fail(id, counts, message);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("Run {} stays open; the next one closes it", id, e);
        }
    }

    private @Nullable String message(Measurement found, List<TableCount> failures, RunBounds bounds) {
        StringBuilder message = new StringBuilder(bounds.isStopped() ? "the collector was closed; " : "");
        if (found.refused() > 0) {
            message.append(found.refused()).append(" tables are beyond maxTables; ");
        }
        if (found.tables() == 0) {
            message.append("there are no tables to count; ");
        }
        if (!failures.isEmpty()) {
            message.append(found.describe(failures));
        }
        return message.length() == 0 ? null : cut(message.toString());
    }

    private void show(Measurement found) {
        RunMeters runs = meters.runs();
        runs.tables(found.tables());
        meters.show(found.counts(), found.vacuumed(), found.present());
        if (found.refused() > 0) {
            runs.refused(found.refused());
            LOG.warn(
                    "{} tables are beyond maxTables and are not counted: raise maxTables, or exclude some",
                    found.refused());
        }
        if (found.tables() == 0) {
            alert(
                    CountAlert.NO_TABLES,
                    "there are no tables to count: look at the role's rights, and at what is excluded");
        }
        List<String> beyond = deltas.compare(found.counts(), found.present());
        if (!beyond.isEmpty()) {
            beyond.forEach(table -> runs.alerted(CountAlert.ROW_DELTA));
            LOG.warn("{} rows changed by more than the ratio: {}", CountAlert.ROW_DELTA.marker(), beyond);
        }
    }

    private TableCountRun ended(TableCountRun run, RunBounds bounds) {
        RunMeters runs = meters.runs();
        runs.ended(run.status(), bounds.elapsed());
        if (run.status() == RunStatus.SUCCEEDED) {
            runs.succeededAt(bounds.now());
            failuresInARow = 0;
        } else if (!bounds.isStopped()) {
            failuresInARow++;
            LOG.warn("A counting run failed: {}", run.errorMessage());
            if (failuresInARow >= REPEATED) {
                alert(CountAlert.REPEATED_FAILURES, failuresInARow + " counting runs in a row have failed");
            }
        }
        return run;
    }

    private void alert(CountAlert alert, String message) {
        meters.runs().alerted(alert);
        LOG.warn("{} {}", alert.marker(), message);
    }

    /** Shows what the last run that succeeded found, here or elsewhere; says why where that cannot be read. */
    private @Nullable String showLatest() {
        try {
            TableCountRun latest = journal.latest();
            showsLatest = true;
            if (latest != null) {
                show(latest);
            }
            return null;
        } catch (SQLException | RuntimeException e) {
            return lost("the last run could not be read", e);
        }
    }

    private void show(TableCountRun latest) {
        Set<TableName> tables = latest.counts().stream().map(TableCount::table).collect(Collectors.toSet());
        meters.show(latest.counts(), Map.of(), tables);
        deltas.compare(latest.counts(), tables);
        meters.runs().tables(latest.counts().size());
        Instant last = latest.counts().stream()
                .map(TableCount::countedAt)
                .reduce(latest.collectedAt(), (a, b) -> a.isAfter(b) ? a : b);
        meters.runs().succeededAt(last);
    }

    /** Counts and logs that the journal failed, and says so in short. */
    private String lost(String what, Exception e) {
        if (e instanceof LeaseLostException) {
            meters.runs().leads(false);
        }
        CountFailure reason = e instanceof SQLException sql ? SqlFailures.reason(sql) : CountFailure.ERROR;
        meters.runs().failed(reason);
        LOG.debug("{}", what, e);
        String cause = e instanceof SQLException sql
                ? SqlFailures.describe(sql)
                : e.getClass().getSimpleName();
        String message = reason.label() + ": " + what + ": " + cause;
        LOG.warn("Counting: {}", message);
        return message;
    }

    private TableCountRun unwritten(RunBounds bounds, String message) {
        return run(0, bounds.now(), RunStatus.FAILED, cut(message), List.of());
    }

    private TableCountRun run(
            long id, Instant at, RunStatus status, @Nullable String message, List<TableCount> counts) {
        return new TableCountRun(id, at, LocalDate.ofInstant(at, zone), status, message, counts);
    }

    private static CountFailure reason(TableCount count) {
        CountFailure failure = count.failure();
        return failure == null ? CountFailure.ERROR : failure;
    }

    private static String cut(String message) {
        return message.length() <= MESSAGE_LENGTH ? message : message.substring(0, MESSAGE_LENGTH - 1) + '…';
    }
}
