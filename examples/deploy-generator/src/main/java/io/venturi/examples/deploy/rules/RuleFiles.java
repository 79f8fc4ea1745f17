package io.venturi.examples.deploy.rules;

import io.venturi.examples.deploy.document.Document;
import io.venturi.examples.deploy.settings.GroupLabels;
import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rules as Prometheus and promtool read them, before they become YAML. */
public final class RuleFiles {

    private static final String RECORDING = "rules/recording.yml";

    /** Where the files with rules are, as Prometheus finds them. */
    public static final String PATTERN = "rules/*.yml";

    /** Examples have fewer steps than there are scrapes, so that hours of them are computed soon. */
    private static final int SCRAPES_PER_STEP = 4;

    private static final int SPARE_STEPS = 5;

    private final Rules rules;
    private final Settings settings;
    private final Whereabouts whereabouts;

    private RuleFiles(Rules rules) {
        this.rules = rules;
        settings = rules.settings();
        whereabouts = new Whereabouts(settings.groups());
    }

    /** The files for these rules. */
    public static RuleFiles of(Rules rules) {
        return new RuleFiles(rules);
    }

    /** The files, by their paths below Prometheus' configuration: recording rules, alerts by subject, and tests of these. */
    public Map<String, Map<String, Object>> byPath() {
        Map<String, Map<String, Object>> files = new LinkedHashMap<>();
        files.put(RECORDING, Map.of("groups", List.of(recording())));
        for (Rules.AlertGroup group : rules.groups()) {
            String file = "rules/" + group.name() + ".yml";
            files.put(file, Map.of("groups", List.of(alerts(group))));
            files.put("tests/" + group.name() + "-test.yml", tests(group, file));
        }
        return files;
    }

    /** All groups of rules, in the order in which they are evaluated. */
    public List<Map<String, Object>> groups() {
        List<Map<String, Object>> groups = new ArrayList<>();
        groups.add(recording());
        rules.groups().forEach(group -> groups.add(alerts(group)));
        return groups;
    }

    private Map<String, Object> recording() {
        List<Map<String, Object>> entries = rules.recording().all().stream()
                .map(rule -> new Document()
                        .with("record", rule.name())
                        .with("expr", rule.expression().text())
                        .entries())
                .toList();
        return group("recording", entries);
    }

    private Map<String, Object> alerts(Rules.AlertGroup group) {
        return group(group.name(), group.alerts().stream().map(this::alert).toList());
    }

    private Map<String, Object> tests(Rules.AlertGroup group, String file) {
        List<Object> tests = new ArrayList<>();
        for (Alert alert : group.alerts()) {
            for (AlertCase example : Neighbours.of(settings.groups()).addedTo(alert)) {
                tests.add(test(alert, example));
            }
        }
        return new Document()
                .with("rule_files", List.of("../" + RECORDING, "../" + file))
                .with("evaluation_interval", step() + "s")
                .with("tests", tests)
                .entries();
    }

    private Map<String, Object> group(String name, List<Map<String, Object>> entries) {
        return new Document()
                .with("name", settings.namespace() + "-" + name)
                .with("rules", entries)
                .entries();
    }

    private Map<String, Object> alert(Alert alert) {
        Document entry = new Document()
                .with("alert", alert.name())
                .with("expr", alert.condition().text());
        alert.lasting().ifPresent(duration -> entry.with("for", settings.text(duration)));
        alert.keepFiring().ifPresent(duration -> entry.with("keep_firing_for", settings.text(duration)));
        return entry.with("labels", labels(alert))
                .with(
                        "annotations",
                        annotations(
                                alert,
                                alert.summary(),
                                alert.description(),
                                whereabouts.template(alert.condition().labels())))
                .entries();
    }

    private Map<String, Object> labels(Alert alert) {
        return new Document()
                .with("severity", alert.severity().label())
                .with(GroupLabels.METRICS_NAMESPACE, settings.namespace())
                .entries();
    }

    private Map<String, Object> annotations(Alert alert, String summary, String description, String where) {
        Document annotations = new Document().with("summary", summary).with("description", description);
        if (!where.isEmpty()) {
            annotations.with("where", where);
        }
        return annotations
                .with("runbook_url", settings.runbook() + "#" + alert.name().toLowerCase(Locale.ROOT))
                .entries();
    }

    private Map<String, Object> test(Alert alert, AlertCase raw) {
        long end = end(alert);
        AlertCase example = raw.value() == CaseTime.END ? raw.withValue((double) end) : raw;
        Document check = new Document()
                .with("eval_time", end + "s")
                .with("alertname", alert.name())
                .with("exp_alerts", example.fires() ? List.of(expected(alert, example)) : List.of());
        return new Document()
                .with("name", alert.name() + (example.fires() ? " fires" : " does not fire") + circumstances(example))
                .with("interval", step() + "s")
                .with("input_series", inputs(example, end))
                .with("alert_rule_test", List.of(check.entries()))
                .entries();
    }

    private static String circumstances(AlertCase example) {
        return example.neighbours().isEmpty() ? "" : " beside others that fare well";
    }

    private Map<String, Object> expected(Alert alert, AlertCase example) {
        Document labels = new Document();
        alert.condition().labels().stream()
                .sorted()
                .filter(label -> !example.label(label).isEmpty())
                .forEach(label -> labels.with(label, example.label(label)));
        labels(alert).forEach(labels::with);
        return new Document()
                .with("exp_labels", labels)
                .with(
                        "exp_annotations",
                        annotations(
                                alert,
                                alert.summaryOf(example),
                                alert.descriptionOf(example),
                                whereabouts.filled(alert.condition().labels(), example::label)))
                .entries();
    }

    private List<Map<String, Object>> inputs(AlertCase example, long end) {
        return example.scraped().stream()
                .map(series -> new Document()
                        .with("series", series.selector())
                        .with("values", series.values(end, step()))
                        .entries())
                .toList();
    }

    private long step() {
        return SCRAPES_PER_STEP * (long) settings.number(Setting.SCRAPE_INTERVAL);
    }

    /** Seconds after which all windows are full, the condition has lasted, and what the beginning set off is over. */
    private long end(Alert alert) {
        double windows =
                alert.lookback().stream().mapToDouble(settings::number).max().orElse(0);
        double lasting = alert.lasting().map(settings::number).orElse(0.0);
        double kept = alert.keepFiring().map(settings::number).orElse(0.0);
        return (long) (windows + lasting + kept + SPARE_STEPS * step());
    }
}
