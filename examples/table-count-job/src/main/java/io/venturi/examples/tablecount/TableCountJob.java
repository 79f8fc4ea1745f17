package io.venturi.examples.tablecount;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.venturi.PipelineMetrics;
import io.venturi.jdbc.tables.RunRequest;
import io.venturi.jdbc.tables.RunStatus;
import io.venturi.jdbc.tables.TableCount;
import io.venturi.jdbc.tables.TableCountCollector;
import io.venturi.jdbc.tables.TableCountRun;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the tables of a database once and pushes the figures to a Pushgateway. Configured by environment variables, which
 * {@code deploy/README.md} lists; {@link ExitCode} tells how it ended.
 *
 * <p>A run that succeeded replaces what the run before had pushed. After one that failed only the time of the failure is
 * added: the last good figures stay, and {@code table_count_last_success_timestamp_seconds} beside them says of when.
 */
public final class TableCountJob {

    private static final Logger LOG = LoggerFactory.getLogger(TableCountJob.class);

    private final Environment environment;

    private TableCountJob(Map<String, String> environment) {
        this.environment = new Environment(environment);
    }

    /** Counts and pushes; the process ends with the code that {@link ExitCode} says. */
    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), arguments).code());
    }

    static ExitCode run(Map<String, String> environment, String... arguments) {
        try {
            if (arguments.length > 0) {
                throw new BadSettingException("there are " + arguments.length
                        + " arguments: give none, as everybody sees them; settings are environment variables");
            }
            return new TableCountJob(environment).run();
        } catch (BadSettingException e) {
            LOG.error("{}", e.getMessage());
            return ExitCode.BAD_CONFIGURATION;
        }
    }

    private ExitCode run() {
        String database = environment.get("TABLE_COUNT_DATABASE", DatabaseSettings.name(environment));
        Gateway gateway = new Gateway(GatewaySettings.from(environment), database);
        DataSource source = DatabaseSettings.dataSource(environment);
        VenturiPrometheusRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
        try (PipelineMetrics metrics = metrics(registry);
                TableCountCollector collector = collector(database, source, metrics)) {
            if (!answers(source)) {
                return failed(gateway, metrics, ExitCode.DATABASE_UNREACHABLE);
            }
            TableCountRun run = collector.run(RunRequest.ALL);
            if (run.status() == RunStatus.SUCCEEDED) {
                return succeeded(gateway, registry, run);
            }
            LOG.error("The run failed: {}", run.errorMessage());
            return failed(gateway, metrics, answers(source) ? ExitCode.TABLES_FAILED : ExitCode.DATABASE_UNREACHABLE);
        }
    }

    private PipelineMetrics metrics(VenturiPrometheusRegistry registry) {
        String namespace = environment.get("TABLE_COUNT_NAMESPACE", "pipeline");
        try {
            return PipelineMetrics.builder(registry).namespace(namespace).build();
        } catch (IllegalArgumentException e) {
            throw new BadSettingException("TABLE_COUNT_NAMESPACE: " + e.getMessage());
        }
    }

    private TableCountCollector collector(String database, DataSource source, PipelineMetrics metrics) {
        try {
            return CountSettings.collector(environment, database, source, metrics);
        } catch (IllegalArgumentException e) {
            throw new BadSettingException(e.getMessage()); // the builder names the option, the value and the remedy
        }
    }

    private static boolean answers(DataSource source) {
        try (Connection connection = source.getConnection()) {
            return !connection.isClosed();
        } catch (SQLException e) {
            LOG.error("The database cannot be reached: {}", e.getMessage());
            return false;
        }
    }

    private static ExitCode succeeded(Gateway gateway, VenturiPrometheusRegistry registry, TableCountRun run) {
        try {
            gateway.replace(registry);
        } catch (IOException e) {
            return unreachable(e);
        }
        long failed = run.counts().stream()
                .map(TableCount::failure)
                .filter(failure -> failure != null)
                .count();
        if (failed > 0) {
            LOG.warn(
                    "Counted and pushed all but {} of {} tables: {}",
                    failed,
                    run.counts().size(),
                    run.errorMessage());
            return ExitCode.TABLES_FAILED;
        }
        LOG.info("Counted and pushed {} tables", run.counts().size());
        return ExitCode.DONE;
    }

    /** A database that is away is told even where the gateway is, too. */
    private static ExitCode failed(Gateway gateway, PipelineMetrics metrics, ExitCode because) {
        try {
            gateway.addFailure(metrics.namespace(), Instant.now());
            return because;
        } catch (IOException e) {
            ExitCode second = unreachable(e);
            return because == ExitCode.DATABASE_UNREACHABLE ? because : second;
        }
    }

    private static ExitCode unreachable(IOException e) {
        LOG.error("The Pushgateway took nothing: {}", e.getMessage());
        return ExitCode.GATEWAY_UNREACHABLE;
    }
}
