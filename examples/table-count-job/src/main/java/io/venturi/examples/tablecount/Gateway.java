package io.venturi.examples.tablecount;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.pushgateway.Format;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import io.prometheus.metrics.exporter.pushgateway.Scheme;
import io.venturi.catalog.TableCatalog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * A Pushgateway and the group of one database in it: {@code job} and {@code database}, the same at each run, so that a run
 * takes the place of the one before.
 */
final class Gateway {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final GatewaySettings settings;
    private final String database;

    Gateway(GatewaySettings settings, String database) {
        this.settings = settings;
        this.database = database;
    }

    /** Replaces all that the group has by what a registry shows. */
    void replace(PrometheusMeterRegistry registry) throws IOException {
        group(registry).push();
    }

    /** Adds when a run failed; all else that the group has stays, of the time that it has. */
    void addFailure(String namespace, Instant when) throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Gauge.builder(namespace + "." + TableCatalog.LAST_FAILURE_TIMESTAMP.name(), when, Gateway::seconds)
                .description(TableCatalog.LAST_FAILURE_TIMESTAMP.help())
                .baseUnit("seconds")
                .tag("database", database)
                .strongReference(true)
                .register(registry);
        group(registry).pushAdd();
    }

    private static double seconds(Instant when) {
        return when.toEpochMilli() / 1e3;
    }

    private PushGateway group(PrometheusMeterRegistry registry) {
        PushGateway.Builder builder = PushGateway.builder()
                .scheme(settings.https() ? Scheme.HTTPS : Scheme.HTTP)
                .address(settings.address())
                .job(settings.job())
                .groupingKey("database", database)
                .format(Format.PROMETHEUS_TEXT)
                .connectionTimeout(TIMEOUT)
                .readTimeout(TIMEOUT)
                .registry(registry.getPrometheusRegistry());
        Secret password = settings.password();
        if (settings.user() != null && password != null) {
            builder.basicAuth(settings.user(), password.text());
        }
        Secret token = settings.token();
        if (token != null) {
            builder.bearerToken(token.text());
        }
        return builder.build();
    }
}
