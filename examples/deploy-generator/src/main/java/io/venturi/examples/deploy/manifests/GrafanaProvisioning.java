package io.venturi.examples.deploy.manifests;

import io.venturi.examples.deploy.document.Document;
import java.util.List;
import java.util.Map;

/** What Grafana reads when it starts: where Prometheus is, and where the dashboards are. */
public final class GrafanaProvisioning {

    /** The folder in Grafana that holds the dashboards. */
    private static final String FOLDER = "Venturi";

    private GrafanaProvisioning() {}

    /** Prometheus as the default source of data. */
    public static Map<String, Object> dataSources() {
        return new Document()
                .with("apiVersion", 1)
                .with(
                        "datasources",
                        List.of(new Document()
                                .with("name", "Prometheus")
                                .with("uid", "prometheus")
                                .with("type", "prometheus")
                                .with("access", "proxy")
                                .with("url", "$PROMETHEUS_URL")
                                .with("isDefault", true)
                                .with(
                                        "jsonData",
                                        new Document()
                                                .with("httpMethod", "POST")
                                                .with("prometheusType", "Prometheus"))
                                .entries()))
                .entries();
    }

    /** The dashboards, from files. */
    public static Map<String, Object> dashboards() {
        return new Document()
                .with("apiVersion", 1)
                .with(
                        "providers",
                        List.of(new Document()
                                .with("name", "venturi")
                                .with("type", "file")
                                .with("folder", FOLDER)
                                .with("disableDeletion", true)
                                .with("allowUiUpdates", false)
                                .with("options", new Document().with("path", "/var/lib/grafana/dashboards/venturi"))
                                .entries()))
                .entries();
    }
}
