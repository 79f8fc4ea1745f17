package io.venturi.examples.deploy.check;

import io.venturi.examples.deploy.check.Prometheus.Answer;
import io.venturi.examples.deploy.dashboards.Dashboard;
import io.venturi.examples.deploy.dashboards.Dashboards;
import io.venturi.examples.deploy.dashboards.Panel;
import io.venturi.examples.deploy.dashboards.Query;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.rules.RecordingRule;
import io.venturi.examples.deploy.rules.Rules;
import io.venturi.examples.deploy.settings.Settings;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether every panel and every recording rule has an answer: not empty, not NaN, with the labels that it is to have. */
final class QuestionCheck {

    /** Panels of whose subject the demo has nothing, with the reason. */
    static final Map<String, String> NOTHING_TO_SHOW = Map.of(
            "Replication lag", "it has no standby",
            "Measurements", "it takes none",
            "Last failure of the job", "it counts by itself, without the job");

    private final Settings settings;
    private final Prometheus prometheus;
    private final Instant at;
    private final List<String> findings = new ArrayList<>();
    private int asked;

    QuestionCheck(Settings settings, Prometheus prometheus, Instant at) {
        this.settings = settings;
        this.prometheus = prometheus;
        this.at = at;
    }

    /** How many questions were asked. */
    int asked() {
        return asked;
    }

    /** What is wrong with the answers. */
    List<String> findings() throws IOException, InterruptedException {
        for (Dashboard dashboard : Dashboards.of(settings)) {
            for (Panel panel : dashboard.panels()) {
                for (Query query : panel.queries()) {
                    check(dashboard.uid() + ", " + panel.title(), panel.title(), query.expression());
                }
            }
        }
        for (RecordingRule rule : Rules.of(settings).recording().all()) {
            check("recording rule", "", rule.kept());
        }
        return findings;
    }

    private void check(String where, String panel, Vector expression) throws IOException, InterruptedException {
        asked++;
        String text = Interpolation.of(expression.text(), settings);
        List<Answer> answers = prometheus.query(text, at);
        boolean known = answers.stream().anyMatch(answer -> !Double.isNaN(answer.value()));
        if (NOTHING_TO_SHOW.containsKey(panel)) {
            if (known) {
                findings.add(where + ": has an answer, although the demo was said to have none: " + text);
            }
            return;
        }
        if (answers.isEmpty()) {
            findings.add(where + ": no answer to " + text);
        }
        for (Answer answer : answers) {
            if (Double.isNaN(answer.value())) {
                findings.add(where + ": NaN for " + answer.labels() + " of " + text);
            }
            if (!labelsFit(answer.labels().keySet(), expression.labels())) {
                findings.add(
                        where + ": labels " + answer.labels() + " instead of " + expression.labels() + " of " + text);
            }
        }
    }

    /** A native histogram has no label le. */
    private static boolean labelsFit(Set<String> found, Set<String> expected) {
        return found.equals(expected) || (expected.equals(Set.of("le")) && found.isEmpty());
    }
}
