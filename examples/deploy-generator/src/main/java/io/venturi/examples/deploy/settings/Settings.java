package io.venturi.examples.deploy.settings;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** For which namespace files are generated, and with what windows and thresholds. Immutable. */
public final class Settings {

    private static final Pattern NAMESPACE = Pattern.compile("[a-z][a-z0-9_]*");

    private static final Pattern LABEL_VALUE = Pattern.compile("[\\w./:-]+");

    private final String namespace;
    private final String runbook;
    private final Map<String, String> scaled;
    private final GroupLabels groups;
    private final Map<Setting, String> values;

    private Settings(
            String namespace,
            String runbook,
            Map<String, String> scaled,
            GroupLabels groups,
            Map<Setting, String> values) {
        this.namespace = namespace;
        this.runbook = runbook;
        this.scaled = scaled;
        this.groups = groups;
        this.values = values;
    }

    /** What a profile says, for a namespace. */
    public static Settings of(String namespace, Profile profile) {
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new IllegalArgumentException("--namespace " + namespace
                    + " is refused: use lower-case letters, digits and _, a letter first, such as pipeline");
        }
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            values.put(setting, setting.in(profile));
        }
        return new Settings(namespace, "docs/runbook.md", Map.of(), GroupLabels.USUAL, values);
    }

    /** The same with another value for one of them, by its name on the command line. */
    public Settings with(String option, String value) {
        Setting setting = Setting.named(option)
                .orElseThrow(() -> new IllegalArgumentException(
                        "--set " + option + "=" + value + ": there is no such setting, see examples/deploy/README.md"));
        if (setting.isDuration()) {
            PromDuration.seconds(value);
        } else if (!value.matches("[0-9]+(\\.[0-9]+)?")) {
            throw new IllegalArgumentException(
                    "--set " + option + "=" + value + ": use a number, such as " + setting.in(Profile.USUAL));
        }
        Map<Setting, String> changed = new EnumMap<>(values);
        changed.put(setting, value);
        return new Settings(namespace, runbook, scaled, groups, changed);
    }

    /** The same with another place for the runbook. */
    public Settings withRunbook(String place) {
        return new Settings(namespace, place, scaled, groups, values);
    }

    /** The same for the deployment with this value of a label: its figures decide on its replicas. */
    public Settings withScaled(String label, String value) {
        if (!groups.names().contains(label)) {
            throw new IllegalArgumentException("--scaled " + label + "=" + value
                    + " is refused: use one of the labels that tell deployments apart, which are "
                    + String.join(", ", groups.names()));
        }
        if (!LABEL_VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "--scaled " + label + "=" + value
                            + " is refused: give a label and the value that Prometheus puts on the service's metrics, such as job=shop");
        }
        Map<String, String> more = new TreeMap<>(scaled);
        more.put(label, value);
        return new Settings(namespace, runbook, more, groups, values);
    }

    /** The same with other labels that tell deployments apart, with commas between them. */
    public Settings withGroupLabels(String labels) {
        return new Settings(namespace, runbook, scaled, GroupLabels.of(labels), values);
    }

    /** The labels that tell one deployment of the service from another. */
    public GroupLabels groups() {
        return groups;
    }

    /** The labels of the deployment that is scaled, as far as they are set. */
    public Map<String, String> scaled() {
        return Map.copyOf(scaled);
    }

    /** The first word of every metric's name. */
    public String namespace() {
        return namespace;
    }

    /** Where the runbook is: a path or an address, to which an alert's heading is added. */
    public String runbook() {
        return runbook;
    }

    /** A setting as PromQL writes it. */
    public String text(Setting setting) {
        return Objects.requireNonNull(values.get(setting));
    }

    /** A setting as a number; of a duration, its seconds. */
    public double number(Setting setting) {
        return setting.isDuration() ? PromDuration.seconds(text(setting)) : Double.parseDouble(text(setting));
    }

    /** A duration as a number of seconds, as PromQL compares with. */
    public String secondsText(Setting duration) {
        return Long.toString(PromDuration.seconds(text(duration)));
    }
}
