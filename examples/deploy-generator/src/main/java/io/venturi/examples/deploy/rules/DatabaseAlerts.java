package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.TestSeries.steady;
import static io.venturi.examples.deploy.rules.TestSeries.unknown;

import io.venturi.catalog.DatabaseCatalog;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.settings.Setting;
import java.util.List;

/** The PostgreSQL server as a whole. */
final class DatabaseAlerts {

    private final RuleContext rules;
    private final String[] byDatabase;
    private final Series connections;
    private final Series most;
    private final Series oldest;

    DatabaseAlerts(RuleContext rules) {
        this.rules = rules;
        byDatabase = rules.by("database");
        connections = rules.series(DatabaseCatalog.CONNECTIONS);
        most = rules.series(DatabaseCatalog.CONNECTIONS_MAX);
        oldest = rules.series(DatabaseCatalog.LONGEST_TRANSACTION);
    }

    List<Alert> all() {
        return List.of(connectionsNearlyAll(), oldTransaction(), unknownFigures());
    }

    private Alert connectionsNearlyAll() {
        return Alert.named("DatabaseConnectionsNearlyExhausted")
                .when(connections
                        .now()
                        .sumBy(rules.byReplica("database"))
                        .dividedBy(most.now().maxBy(rules.byReplica("database")))
                        .maxBy(byDatabase)
                        .above(rules.text(Setting.CONNECTIONS)))
                .lasting(Setting.FOR)
                .showing(Shown.PERCENT)
                .summary("{value} of the connections of the server of {database} are taken.")
                .description("When none is left, nobody can connect any more: neither the pipeline nor you.")
                .fires(
                        0.95,
                        steady(connections, 90).with("state", "idle"),
                        steady(connections, 5).with("state", "active"),
                        steady(most, 100))
                .silent(steady(connections, 40), steady(most, 100))
                .build();
    }

    private Alert oldTransaction() {
        double age = rules.number(Setting.TRANSACTION_AGE);
        return Alert.named("DatabaseTransactionOld")
                .when(oldest.now().maxBy(byDatabase).above(rules.settings().secondsText(Setting.TRANSACTION_AGE)))
                .showing(Shown.DURATION)
                .summary("A transaction in {database} has been open for {value}.")
                .description(
                        "While it is open, vacuum cleans up nothing that is younger, and replication slots keep the log.")
                .fires(2 * age, steady(oldest, 2 * age))
                .silent(steady(oldest, age / 2))
                .build();
    }

    private Alert unknownFigures() {
        return Alert.named("DatabaseUnknown")
                .when(connections
                        .now()
                        .unknown()
                        .maxBy(byDatabase)
                        .or(most.now().unknown().maxBy(byDatabase))
                        .or(oldest.now().unknown().maxBy(byDatabase)))
                .lasting(Setting.FOR)
                .critical()
                .tellsUnknown(
                        DatabaseCatalog.CONNECTIONS,
                        DatabaseCatalog.CONNECTIONS_MAX,
                        DatabaseCatalog.LONGEST_TRANSACTION)
                .summary("The server of {database} does not tell how it is.")
                .description("Its figures are NaN: it is down, cannot be reached, or refuses the metering role.")
                .fires(0, unknown(connections), unknown(most), unknown(oldest))
                .fires(0, steady(connections, 4), steady(most, 100), unknown(oldest))
                .fires(0, steady(connections, 4), unknown(most), steady(oldest, 0))
                .silent(steady(connections, 4), steady(most, 100), steady(oldest, 0))
                .build();
    }
}
