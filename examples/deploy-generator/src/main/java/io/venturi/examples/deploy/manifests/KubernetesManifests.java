package io.venturi.examples.deploy.manifests;

import io.venturi.examples.deploy.document.Document;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.rules.RuleFiles;
import io.venturi.examples.deploy.rules.Rules;
import io.venturi.examples.deploy.settings.GroupLabels;
import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Manifests for a cluster with the Prometheus operator and KEDA. The service is called like its namespace of metrics. */
public final class KubernetesManifests {

    private static final Pattern CRON_NAMESPACE =
            Pattern.compile("(- name: TABLE_COUNT_NAMESPACE\\n +value: )[a-z][a-z0-9_]*");

    private final Rules rules;
    private final RuleFiles ruleFiles;
    private final Settings settings;
    private final String service;

    /** Manifests that go with these rules. */
    public KubernetesManifests(Rules rules, RuleFiles ruleFiles) {
        this.rules = rules;
        this.ruleFiles = ruleFiles;
        settings = rules.settings();
        // Names in Kubernetes have no underscores, and end in a letter or a digit.
        service = settings.namespace().replaceAll("_+$", "").replaceAll("_+", "-");
    }

    /** Scrapes the port {@code metrics} of the service. */
    public Map<String, Object> serviceMonitor() {
        return resource("monitoring.coreos.com/v1", "ServiceMonitor")
                .with(
                        "spec",
                        new Document()
                                .with("selector", new Document().with("matchLabels", labels()))
                                .with(
                                        "endpoints",
                                        List.of(new Document()
                                                .with("port", "metrics")
                                                .with("path", "/metrics")
                                                .with("interval", settings.text(Setting.SCRAPE_INTERVAL))
                                                .entries())))
                .entries();
    }

    /** The rules, as the operator takes them. */
    public Map<String, Object> prometheusRule() {
        return resource("monitoring.coreos.com/v1", "PrometheusRule")
                .with("spec", new Document().with("groups", ruleFiles.groups()))
                .entries();
    }

    /**
     * Replicas by what waits and by how late it is, not by throughput: a pipeline that is stuck has none, and one that keeps
     * up needs no more. What is unknown scales nothing: the query has no answer then, and the replicas stay as they are.
     */
    public Map<String, Object> scaledObject() {
        return resource("keda.sh/v1alpha1", "ScaledObject")
                .with(
                        "spec",
                        new Document()
                                .with("scaleTargetRef", new Document().with("name", service))
                                .with("pollingInterval", 30)
                                .with("cooldownPeriod", 300)
                                .with("minReplicaCount", 1)
                                .with("maxReplicaCount", (int) settings.number(Setting.SCALE_MAX))
                                .with(
                                        "triggers",
                                        List.of(
                                                trigger(
                                                        "backlog",
                                                        "AverageValue",
                                                        known(rules.recording().backlog())
                                                                .sumBy(),
                                                        Setting.SCALE_BACKLOG),
                                                trigger(
                                                        "lag",
                                                        "Value",
                                                        known(rules.recording().lag())
                                                                .maxBy(),
                                                        Setting.SCALE_LAG))))
                .entries();
    }

    /** Of the deployment that is scaled alone; without NaN, which a sum with another source's would be, too. */
    private Vector known(Vector figure) {
        Map<String, String> deployment = new TreeMap<>(settings.scaled());
        deployment.putIfAbsent(GroupLabels.JOB, service);
        return figure.where(deployment).atLeast("0");
    }

    private Map<String, Object> trigger(String name, String type, Vector query, Setting threshold) {
        return new Document()
                .with("type", "prometheus")
                .with("name", name)
                .with("metricType", type)
                .with(
                        "metadata",
                        new Document()
                                .with("serverAddress", "http://prometheus-operated.monitoring:9090")
                                .with("query", query.text())
                                .with("threshold", settings.text(threshold))
                                .with("ignoreNullValues", "false"))
                .entries();
    }

    /** The manifest of the table-count job, as it is kept there, for this namespace. */
    public String cronJob() {
        try (InputStream manifest = getClass().getResourceAsStream("cronjob.yaml")) {
            String text = new String(Objects.requireNonNull(manifest).readAllBytes(), StandardCharsets.UTF_8);
            if (!CRON_NAMESPACE.matcher(text).find()) {
                throw new IllegalStateException("cronjob.yaml does not set TABLE_COUNT_NAMESPACE any more");
            }
            return CRON_NAMESPACE.matcher(text).replaceFirst("$1" + settings.namespace());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Document resource(String version, String kind) {
        return new Document()
                .with("apiVersion", version)
                .with("kind", kind)
                .with("metadata", new Document().with("name", service).with("labels", labels()));
    }

    private Map<String, Object> labels() {
        return Map.of("app.kubernetes.io/name", service);
    }
}
