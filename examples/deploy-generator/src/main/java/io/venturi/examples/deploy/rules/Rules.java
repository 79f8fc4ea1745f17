package io.venturi.examples.deploy.rules;

import io.venturi.examples.deploy.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** All rules for a namespace. Immutable. */
public final class Rules {

    private final Settings settings;
    private final RecordingRules recording;
    private final List<AlertGroup> alerts;

    private Rules(Settings settings, RuleContext context) {
        this.settings = settings;
        recording = context.recorded();
        alerts = List.of(
                new AlertGroup("pipeline", new PipelineAlerts(context).all()),
                new AlertGroup("lag", new LagAlerts(context).all()),
                new AlertGroup("capture", new CaptureAlerts(context).all()),
                new AlertGroup("buffer", new BufferAlerts(context).all()),
                new AlertGroup("iceberg", new IcebergAlerts(context).all()),
                new AlertGroup("tables", new TableAlerts(context).all()),
                new AlertGroup("database", new DatabaseAlerts(context).all()),
                new AlertGroup("api", new ApiAlerts(context).all()),
                new AlertGroup("store", new StoreAlerts(context).all()),
                new AlertGroup("library", new LibraryAlerts(context).all()));
    }

    /** The rules for a namespace with its windows and thresholds. */
    public static Rules of(Settings settings) {
        return new Rules(settings, RuleContext.of(settings));
    }

    /** For which namespace, and with what windows and thresholds. */
    public Settings settings() {
        return settings;
    }

    /** What is worked out once. */
    public RecordingRules recording() {
        return recording;
    }

    /** Alerts by subject. */
    public List<AlertGroup> groups() {
        return alerts;
    }

    /** All alerts. */
    public List<Alert> alerts() {
        List<Alert> all = new ArrayList<>();
        alerts.forEach(group -> all.addAll(group.alerts()));
        return all;
    }

    /**
     * Alerts about one subject, evaluated together.
     *
     * @param name the subject
     * @param alerts about it
     */
    public record AlertGroup(String name, List<Alert> alerts) {}
}
