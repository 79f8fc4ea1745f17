package io.venturi.http.api;

import io.venturi.jdbc.store.UncertainCommitException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what failed and no more: what the database, the driver or the pool said goes to the log, once a minute of each kind. Thread-safe. */
final class DatabaseFailures {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsApi.class);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final String CANCELED = "57014";
    private static final String OUT_OF_RANGE = "22003";

    /**
     * Connections, resources, operator's intervention and the system; transactions in each other's way, locks that are not to be had in time, and a
     * server that only reads, as a standby that is to take over.
     */
    private static final List<String> PASSING = List.of("08", "53", "57", "58", "40", "55P03", "25006");

    private final LongSupplier nanoTime;
    private final AtomicLong awayDue;
    private final AtomicLong otherDue;

    DatabaseFailures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.awayDue = new AtomicLong(nanoTime.getAsLong());
        this.otherDue = new AtomicLong(nanoTime.getAsLong());
    }

    /** @param reads whether the call only reads, so that less can be asked for */
    Refusal refusal(SQLException e, boolean reads) {
        String state = e.getSQLState();
        if (reads && CANCELED.equals(state)) {
            log(otherDue, "The database ended what the API asked for, for its statement_timeout as a rule", e);
            return new Refusal(
                    422,
                    "That takes the database longer than it may: ask for less time or fewer series,"
                            + " or let the operator raise statement_timeout");
        }
        if (OUT_OF_RANGE.equals(state)) {
            log(otherDue, "The database does not store a number that the API was given", e);
            return new Refusal(400, "A number is beyond what the database stores: give a smaller one");
        }
        if (isPassing(e)) {
            log(awayDue, "The database does not answer the API now", e);
            String what = e instanceof UncertainCommitException
                    ? "The database went away in the last moment, so that it is not known whether the samples are stored,"
                            + " all of them or none: look before you send them again"
                    : "The database does not answer now: try again";
            return new Refusal(503, what).with("Retry-After", RETRY_AFTER_SECONDS);
        }
        return failed("The database refuses what the API asks for", e);
    }

    /** Whatever else it is. */
    Refusal failed(String message, Exception e) {
        log(otherDue, message, e);
        return new Refusal(500, "That failed: the log of this service says why");
    }

    private static boolean isPassing(SQLException e) {
        String state = e.getSQLState();
        return state == null || PASSING.stream().anyMatch(state::startsWith);
    }

    private void log(AtomicLong due, String message, Exception e) {
        long now = nanoTime.getAsLong();
        long from = due.get();
        if (now - from >= 0 && due.compareAndSet(from, now + MINUTE)) {
            LOG.warn("{} (logged at most once a minute)", message, e);
        } else {
            LOG.debug(message, e);
        }
    }

    /** The host's connections; a pool that fails by something unchecked is as good as a database that is away. */
    static DataSource checked(DataSource source) {
        Objects.requireNonNull(source, "source");
        return (DataSource) Proxy.newProxyInstance(
                DatabaseFailures.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> {
                    try {
                        return method.invoke(source, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException() instanceof RuntimeException failure
                                ? new SQLTransientConnectionException("the data source failed: " + failure, failure)
                                : e.getTargetException();
                    }
                });
    }
}
