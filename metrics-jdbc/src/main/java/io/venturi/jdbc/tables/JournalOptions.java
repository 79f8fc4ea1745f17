package io.venturi.jdbc.tables;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * How runs are written down.
 *
 * @param zone whose days the daily snapshots are of
 * @param format what snapshots hold
 * @param runSnapshots whether each run that succeeds gets a snapshot of its own
 * @param retention how long runs and their measurements stay; daily snapshots stay for ever
 */
record JournalOptions(ZoneId zone, SnapshotFormat format, boolean runSnapshots, Duration retention) {

    /** Days in UTC, rows only, run snapshots, 400 days. */
    static final JournalOptions DEFAULT =
            new JournalOptions(ZoneOffset.UTC, SnapshotFormat.ROWS, true, Duration.ofDays(400));

    JournalOptions {
        if (retention.compareTo(Duration.ofDays(1)) < 0 || retention.compareTo(Duration.ofDays(36_500)) > 0) {
            throw new IllegalArgumentException(
                    "retention is " + retention + "; give one day to a hundred years, such as PT9600H for 400 days");
        }
    }

    JournalOptions withZone(ZoneId value) {
        return new JournalOptions(value, format, runSnapshots, retention);
    }

    JournalOptions withFormat(SnapshotFormat value) {
        return new JournalOptions(zone, value, runSnapshots, retention);
    }

    JournalOptions withRunSnapshots(boolean value) {
        return new JournalOptions(zone, format, value, retention);
    }

    JournalOptions withRetention(Duration value) {
        return new JournalOptions(zone, format, runSnapshots, value);
    }
}
