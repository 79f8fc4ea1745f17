package io.venturi.examples.deploy.settings;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** For which namespace files are generated, and with what windows and thresholds. Immutable. */
public final class Settings {

    private static final Pattern NAMESPACE = Pattern.compile("[a-z][a-z0-9_]*");

    private static final Pattern JOB = Pattern.compile("[\\w./:-]+");

    private final String namespace;
    private final String runbook;
    private final String job;
    private final Map<Setting, String> values;

    private Settings(String namespace, String runbook, String job, Map<Setting, String> values) {
        this.namespace = namespace;
        this.runbook = runbook;
        this.job = job;
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
        return new Settings(namespace, "docs/runbook.md", "", values);
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
        return new Settings(namespace, runbook, job, changed);
    }

    /** The same with another place for the runbook. */
    public Settings withRunbook(String place) {
        return new Settings(namespace, place, job, values);
    }

    /** The same with another job whose figures decide on its replicas. */
    public Settings withJob(String name) {
        if (!JOB.matcher(name).matches()) {
            throw new IllegalArgumentException("--job " + name
                    + " is refused: give the label job that Prometheus puts on the service's metrics, such as shop");
        }
        return new Settings(namespace, runbook, name, values);
    }

    /** The label {@code job} of the metrics of the service that is scaled; unless set, that of the service monitor. */
    public Optional<String> job() {
        return job.isEmpty() ? Optional.empty() : Optional.of(job);
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
