package io.venturi;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Says which {@code error_type} an exception counts as. The value becomes a label: it must come from a small set and must
 * never hold an exception's message. Whatever a classifier answers, at most 50 values per source get a series.
 */
@FunctionalInterface
public interface ErrorClassifier {

    /** The type of an exception that none of the others fits. */
    String OTHER = "other";

    /** The type, in lower case with underscores. */
    String classify(Throwable error);

    /**
     * Venturi's own: {@code connection}, {@code timeout}, {@code interrupted}, {@code authorization}, {@code constraint},
     * {@code conflict}, {@code resources}, {@code sql}, {@code serialization}, {@code io}, {@code state}, {@code data} or
     * {@code other}. The exception or cause closest to the root that has a type decides; an {@code SQLException} has the
     * type of its SQLSTATE class (PostgreSQL documentation, appendix A).
     */
    static ErrorClassifier standard() {
        return ErrorClassifier::byCauses;
    }

    private static String byCauses(Throwable error) {
        String type = OTHER;
        for (Throwable cause : Causes.of(error)) {
            String known = typeOf(cause);
            if (known != null) {
                type = known;
            }
        }
        return type;
    }

    private static @Nullable String typeOf(Throwable cause) {
        if (cause instanceof SQLException sql) {
            return sqlType(sql);
        }
        if (cause instanceof TimeoutException || cause instanceof InterruptedIOException) {
            return "timeout";
        }
        if (cause instanceof InterruptedException || cause instanceof CancellationException) {
            return "interrupted";
        }
        if (cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof EOFException) {
            return "connection";
        }
        return plainType(cause);
    }

    private static @Nullable String plainType(Throwable cause) {
        String name = cause.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        if (name.contains("serializ") || name.contains("jsonp") || name.contains("dataexception")) {
            return "serialization";
        }
        if (cause instanceof IOException) {
            return "io";
        }
        if (cause instanceof SecurityException) {
            return "authorization";
        }
        if (cause instanceof IllegalStateException || cause instanceof UnsupportedOperationException) {
            return "state";
        }
        if (cause instanceof IllegalArgumentException
                || cause instanceof ArithmeticException
                || cause instanceof ClassCastException
                || cause instanceof NullPointerException
                || cause instanceof IndexOutOfBoundsException) {
            return "data";
        }
        return cause instanceof OutOfMemoryError ? "resources" : null;
    }

    private static String sqlType(SQLException sql) {
        if (sql instanceof SQLTimeoutException) {
            return "timeout";
        }
        String state = sql.getSQLState();
        if (state == null || state.length() != 5) {
            return "sql";
        }
        return switch (state.substring(0, 2)) {
            case "08" -> "connection";
            case "28" -> "authorization";
            case "23" -> "constraint";
            case "40" -> "conflict";
            case "53", "54" -> "resources";
            case "57" -> state.equals("57014") ? "timeout" : "connection";
            case "55" -> state.equals("55P03") ? "timeout" : "sql";
            case "42" -> state.equals("42501") ? "authorization" : "sql";
            case "22" -> "data";
            default -> "sql";
        };
    }
}
