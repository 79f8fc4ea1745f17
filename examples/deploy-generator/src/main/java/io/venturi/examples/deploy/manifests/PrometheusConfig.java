package io.venturi.examples.deploy.manifests;

import io.venturi.examples.deploy.document.Document;
import io.venturi.examples.deploy.rules.RuleFiles;
import io.venturi.examples.deploy.settings.GroupLabels;
import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Configuration of Prometheus and of Alertmanager. */
public final class PrometheusConfig {

    private PrometheusConfig() {}

    /** What is scraped, how often, with which rules, and who hears of alerts. */
    public static Map<String, Object> scraping(Settings settings) {
        String interval = settings.text(Setting.SCRAPE_INTERVAL);
        return new Document()
                .with("global", new Document().with("scrape_interval", interval).with("evaluation_interval", interval))
                .with("rule_files", List.of(RuleFiles.PATTERN))
                .with(
                        "alerting",
                        new Document()
                                .with(
                                        "alertmanagers",
                                        List.of(new Document()
                                                .with("static_configs", targets("127.0.0.1:9093"))
                                                .entries())))
                .with(
                        "scrape_configs",
                        List.of(
                                new Document()
                                        .with("job_name", settings.namespace())
                                        .with("static_configs", targets("127.0.0.1:9404"))
                                        .entries(),
                                // What the table-count job pushed; job and database are those of the run.
                                new Document()
                                        .with("job_name", "pushgateway")
                                        .with("honor_labels", true)
                                        .with("static_configs", targets("127.0.0.1:9091"))
                                        .entries()))
                .entries();
    }

    private static List<Object> targets(String address) {
        return List.of(Map.of("targets", List.of(address)));
    }

    /** One alert of a pipeline at a time: what is critical about a source silences its warnings. */
    public static Map<String, Object> alertmanager(Settings settings) {
        GroupLabels groups = settings.groups();
        return new Document()
                .with(
                        "route",
                        new Document()
                                .with("receiver", "team")
                                .with("group_by", deployment(groups.and("source", "database")))
                                .with("group_wait", "30s")
                                .with("group_interval", "5m")
                                .with("repeat_interval", "4h"))
                .with(
                        "inhibit_rules",
                        List.of(
                                inhibits("CdcLagCritical", "CdcLagHigh|CdcLagGrowing", groups.and("source", "table")),
                                inhibits(
                                        "CdcPipelineDown|CdcPipelineFailed",
                                        "CdcSourceSilent|CdcPipelineStalled|CdcLagMissing",
                                        groups.andReplica("source")),
                                inhibits(
                                        "CdcPipelineVanished",
                                        "CdcReplicaUnreachable|IcebergNoCommits|CdcLag.+",
                                        groups.and("source")),
                                inhibits(
                                        "ApiErrorBudgetBurnsFast",
                                        "ApiErrorBudgetBurnsSlowly|ApiErrorRatioHigh",
                                        groups.and()),
                                inhibits("ApiLatencyBudgetBurnsFast", "ApiLatencyBudgetBurnsSlowly", groups.and())))
                .with("receivers", List.of(Map.of("name", "team")))
                .entries();
    }

    private static Map<String, Object> inhibits(String cause, String consequences, String... equal) {
        return new Document()
                .with("source_matchers", List.of("alertname=~\"" + cause + "\""))
                .with("target_matchers", List.of("alertname=~\"" + consequences + "\""))
                .with("equal", deployment(equal))
                .entries();
    }

    private static List<String> deployment(String... labels) {
        return Stream.concat(Stream.of(GroupLabels.METRICS_NAMESPACE), Stream.of(labels))
                .toList();
    }
}
