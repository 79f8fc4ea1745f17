package io.venturi.examples.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.venturi.examples.deploy.dashboards.Dashboard;
import io.venturi.examples.deploy.dashboards.Dashboards;
import io.venturi.examples.deploy.document.YamlText;
import io.venturi.examples.deploy.manifests.GrafanaProvisioning;
import io.venturi.examples.deploy.manifests.KubernetesManifests;
import io.venturi.examples.deploy.manifests.PrometheusConfig;
import io.venturi.examples.deploy.rules.RuleFiles;
import io.venturi.examples.deploy.rules.Rules;
import io.venturi.examples.deploy.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** All files for a namespace, by their paths below {@code examples/deploy}. */
public final class DeployFiles {

    private static final String COMMENT =
            "# Generated from the meter catalogue, see README.md: changes here are lost.\n";

    private final Map<String, String> texts = new TreeMap<>();

    private DeployFiles(Settings settings) {
        Rules rules = Rules.of(settings);
        RuleFiles ruleFiles = RuleFiles.of(rules);
        ruleFiles.byPath().forEach((path, file) -> yaml("prometheus/" + path, file));
        yaml("prometheus/prometheus.yml", PrometheusConfig.scraping(settings));
        yaml("alertmanager/alertmanager.yml", PrometheusConfig.alertmanager(settings));
        yaml("grafana/provisioning/datasources/prometheus.yml", GrafanaProvisioning.dataSources());
        yaml("grafana/provisioning/dashboards/venturi.yml", GrafanaProvisioning.dashboards());
        for (Dashboard dashboard : Dashboards.of(settings)) {
            texts.put("grafana/dashboards/" + dashboard.uid() + ".json", json(dashboard.json()));
        }
        KubernetesManifests manifests = new KubernetesManifests(rules, ruleFiles);
        yaml("kubernetes/servicemonitor.yaml", manifests.serviceMonitor());
        yaml("kubernetes/prometheusrule.yaml", manifests.prometheusRule());
        yaml("kubernetes/scaledobject.yaml", manifests.scaledObject());
        texts.put("kubernetes/cronjob.yaml", COMMENT + manifests.cronJob());
    }

    /** The files for a namespace with its windows and thresholds. */
    public static DeployFiles of(Settings settings) {
        return new DeployFiles(settings);
    }

    /** Paths, with {@code /} between folders, and contents. */
    public Map<String, String> texts() {
        return texts;
    }

    /** Writes all of them below a directory; other files there are left as they are. */
    public void writeTo(Path directory) throws IOException {
        for (Map.Entry<String, String> file : texts.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    private void yaml(String path, Object document) {
        texts.put(path, YamlText.of(COMMENT, document));
    }

    private static String json(Object document) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        try {
            return new ObjectMapper().writer(printer).writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A dashboard is no JSON", e);
        }
    }
}
