package io.venturi.examples.deploy.rules;

import io.venturi.catalog.MeterSpec;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.Setting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An alert: what it is about, when it fires, what it says, and examples of when it does and does not. Immutable. */
public final class Alert {

    private final Builder built;

    private Alert(Builder built) {
        this.built = built;
    }

    static Builder named(String name) {
        return new Builder(name);
    }

    /** Its name, and its heading in the runbook. */
    public String name() {
        return built.name;
    }

    /** What is the matter where this has elements. */
    public Vector condition() {
        return Objects.requireNonNull(built.condition);
    }

    /** How long the condition holds before it fires; at once where empty. */
    public Optional<Setting> lasting() {
        return Optional.ofNullable(built.lasting);
    }

    /** How long it goes on firing after the condition ended. */
    public Optional<Setting> keepFiring() {
        return Optional.ofNullable(built.keepFiring);
    }

    /** Who is to hear of it. */
    public Severity severity() {
        return built.severity;
    }

    /** Gauges of which it tells that they are NaN. */
    public Set<String> unknowns() {
        return Set.copyOf(built.unknowns);
    }

    /** One line, as a template of Prometheus. */
    public String summary() {
        return template(built.summary);
    }

    /** What it means and what happens next, as a template of Prometheus. */
    public String description() {
        return template(built.description);
    }

    /** Whether one replica is enough to make it fire, however others fare. */
    boolean isOfEachReplica() {
        return built.together.isEmpty();
    }

    /** Why it judges replicas together; empty where it does not. */
    public String together() {
        return built.together;
    }

    List<AlertCase> cases() {
        return List.copyOf(built.cases);
    }

    /** How far back it looks, beyond the time that it lasts. */
    List<Setting> lookback() {
        return List.copyOf(built.lookback);
    }

    String summaryOf(AlertCase example) {
        return filled(built.summary, example);
    }

    String descriptionOf(AlertCase example) {
        return filled(built.description, example);
    }

    private String template(String text) {
        String result = text.replace("{value}", built.shown.template());
        for (String label : condition().labels()) {
            result = result.replace("{" + label + "}", "{{ $labels." + label + " }}");
        }
        return result;
    }

    private String filled(String text, AlertCase example) {
        String result = text.replace("{value}", built.shown.of(example.value()));
        for (String label : condition().labels()) {
            result = result.replace("{" + label + "}", example.label(label));
        }
        return result;
    }

    /** Collects what an alert is. */
    static final class Builder {
        private final String name;
        private @Nullable Vector condition;
        private @Nullable Setting lasting;
        private @Nullable Setting keepFiring;
        private Severity severity = Severity.WARNING;
        private String summary = "";
        private String description = "";
        private String together = "";
        private Shown shown = Shown.NUMBER;
        private final List<Setting> lookback = new ArrayList<>();
        private final List<AlertCase> cases = new ArrayList<>();
        private final Set<String> unknowns = new LinkedHashSet<>();

        private Builder(String name) {
            this.name = name;
        }

        Builder when(Vector holds) {
            condition = holds;
            return this;
        }

        /** Windows that the condition looks back over. */
        Builder over(Setting... windows) {
            lookback.addAll(List.of(windows));
            return this;
        }

        Builder lasting(Setting duration) {
            lasting = duration;
            return this;
        }

        Builder keptFiring() {
            keepFiring = Setting.KEEP_FIRING;
            return this;
        }

        Builder critical() {
            severity = Severity.CRITICAL;
            return this;
        }

        /** Says that NaN in these gauges makes it fire. */
        Builder tellsUnknown(MeterSpec... gauges) {
            for (MeterSpec gauge : gauges) {
                unknowns.add(gauge.name());
            }
            return this;
        }

        /** One line; labels and the value are named in braces. */
        Builder summary(String line) {
            summary = line;
            return this;
        }

        Builder description(String text) {
            description = text;
            return this;
        }

        /** Says why replicas are judged together; otherwise one of them makes it fire. */
        Builder together(String reason) {
            together = reason;
            return this;
        }

        Builder showing(Shown how) {
            shown = how;
            return this;
        }

        /** With these series it fires with this value. */
        Builder fires(double value, TestSeries... input) {
            cases.add(AlertCase.firing(value, input));
            return this;
        }

        /** With these series it does not fire. */
        Builder silent(TestSeries... input) {
            cases.add(AlertCase.silent(input));
            return this;
        }

        Alert build() {
            if (condition == null || summary.isEmpty() || description.isEmpty()) {
                throw new IllegalStateException(name + " needs a condition, a summary and a description");
            }
            if (cases.stream().noneMatch(AlertCase::fires) || cases.stream().allMatch(AlertCase::fires)) {
                throw new IllegalStateException(name + " needs a case in which it fires, and one in which it does not");
            }
            return new Alert(this);
        }
    }
}
