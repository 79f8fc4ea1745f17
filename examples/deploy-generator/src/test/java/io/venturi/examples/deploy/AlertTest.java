package io.venturi.examples.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.catalog.Catalog;
import io.venturi.catalog.LibraryCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.catalog.MeterType;
import io.venturi.examples.deploy.rules.Alert;
import io.venturi.examples.deploy.rules.RecordingRule;
import io.venturi.examples.deploy.rules.Rules;
import io.venturi.examples.deploy.settings.Profile;
import io.venturi.examples.deploy.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Alerts miss nothing and leave nobody alone. That they fire when they should, promtool says of their unit tests. */
class AlertTest {

    private static final Path RUNBOOK = Path.of("..", "..", "docs", "runbook.md");
    private static final Pattern HEADING = Pattern.compile("(?m)^##+ ");
    private static final Pattern SECTION = Pattern.compile("([A-Z]\\w+)\n\n(\\S.+)\n\n((?:- .+\n)+)\n*");

    private final Rules rules = Rules.of(Settings.of("shop", Profile.USUAL));

    /** A comparison with NaN is false: without a rule of its own, what is unknown would read as well. */
    @Test
    void everyGaugeThatAnAlertComparesHasAnAlertForWhenItIsUnknown() {
        Set<String> gauges = Catalog.all().stream()
                .filter(meter -> meter.type() == MeterType.GAUGE)
                .map(MeterSpec::name)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> compared = new TreeSet<>();
        Set<String> told = new TreeSet<>();
        for (Alert alert : rules.alerts()) {
            compared.addAll(alert.condition().meters());
            told.addAll(alert.unknowns());
            assertThat(alert.condition().meters()).as(alert.name()).containsAll(alert.unknowns());
        }
        compared.retainAll(gauges);
        // It is always 1; the alert is about its absence.
        compared.remove(LibraryCatalog.BUILD_INFO.name());
        assertThat(told).isEqualTo(compared);
    }

    /** What one replica says is not lost among the others, or it is said why they are judged together. */
    @Test
    void alertsOnStatesAreJudgedReplicaByReplica() {
        for (Alert alert : rules.alerts()) {
            assertThat(alert.together()).as(alert.name()).matches("|\\w.{20,}[a-z]");
        }
        assertThat(rules.alerts().stream()
                        .filter(alert -> alert.condition().labels().contains("instance"))
                        .map(Alert::name))
                .contains(
                        "CdcPipelineDown",
                        "CdcPipelineFailed",
                        "CdcPipelineStuckStarting",
                        "CdcPipelineStalled",
                        "CdcSourceSilent",
                        "CdcReplicaUnreachable");
    }

    @Test
    void eachAlertOfADeploymentSaysOfWhich() {
        Rules other = Rules.of(Settings.of("shop", Profile.USUAL).withGroupLabels("region,job"));
        for (Alert alert : other.alerts()) {
            if (!alert.name().equals("MetricsAbsent")) {
                assertThat(alert.condition().labels()).as(alert.name()).contains("region", "job");
            }
            assertThat(alert.condition().text()).as(alert.name()).doesNotContain("cluster", " namespace");
        }
    }

    @Test
    void namesAreUniqueAndSummariesAreSentences() {
        assertThat(rules.alerts().stream().map(Alert::name)).doesNotHaveDuplicates();
        for (Alert alert : rules.alerts()) {
            assertThat(alert.name()).matches("[A-Z][A-Za-z]+");
            assertThat(alert.summary()).as(alert.name()).endsWith(".").doesNotContainPattern("(?<!\\{)\\{\\w+}");
            assertThat(alert.description()).as(alert.name()).endsWith(".").doesNotContainPattern("(?<!\\{)\\{\\w+}");
        }
    }

    @Test
    void recordingRulesAreNamedByLevelMetricAndOperations() {
        List<RecordingRule> recorded = rules.recording().all();
        assertThat(recorded.stream().map(RecordingRule::name)).doesNotHaveDuplicates();
        for (RecordingRule rule : recorded) {
            String[] parts = rule.name().split(":", -1);
            assertThat(parts).as(rule.name()).hasSize(3);
            assertThat(parts[0].split("_", -1))
                    .as(rule.name())
                    .containsExactlyInAnyOrderElementsOf(rule.expression().labels());
        }
    }

    @Test
    void eachAlertHasItsSectionWithStepsInTheRunbookAndNoSectionIsWithoutAlert() throws IOException {
        List<String> headings = new ArrayList<>();
        for (String section : HEADING.split(Files.readString(RUNBOOK), -1)) {
            Matcher parts = SECTION.matcher(section);
            if (parts.matches()) {
                headings.add(parts.group(1));
            } else {
                assertThat(section.strip())
                        .as("a heading of the runbook without its text")
                        .doesNotContain("\n- ");
            }
        }
        assertThat(headings).isEqualTo(rules.alerts().stream().map(Alert::name).toList());
    }
}
