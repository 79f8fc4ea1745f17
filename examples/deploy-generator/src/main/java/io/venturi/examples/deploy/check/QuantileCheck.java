package io.venturi.examples.deploy.check;

import io.venturi.examples.deploy.check.Prometheus.Answer;
import io.venturi.examples.deploy.dashboards.Dashboard;
import io.venturi.examples.deploy.dashboards.Dashboards;
import io.venturi.examples.deploy.dashboards.Panel;
import io.venturi.examples.deploy.dashboards.Query;
import io.venturi.examples.deploy.rules.RecordingRule;
import io.venturi.examples.deploy.rules.Rules;
import io.venturi.examples.deploy.settings.Settings;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether each quantile of a panel or a recording rule is that of the classic buckets as they were scraped, worked out here from
 * what each bucket grew by in the window. The server that is asked may keep native histograms; the buckets are of one that does not.
 */
final class QuantileCheck {

    private static final Pattern QUANTILE = Pattern.compile(
            "histogram_quantile\\(([0-9.]+), sum by \\(([^)]+)\\) \\(rate\\(([^\\[]+)\\[(\\w+)]\\)\\)\\) or .*");

    /** Prometheus guesses what buckets grew by at the ends of a window, for each bucket by itself. */
    private static final double MARGIN = 0.05;

    private final Settings settings;
    private final Prometheus asked;
    private final Prometheus classic;
    private final boolean isSame;
    private final Instant at;
    private final List<String> findings = new ArrayList<>();
    private int compared;

    QuantileCheck(Settings settings, Prometheus asked, Prometheus classic, Instant at) {
        this.settings = settings;
        this.asked = asked;
        this.classic = classic;
        this.at = at;
        isSame = asked.equals(classic);
    }

    /** How many quantiles were compared. */
    int compared() {
        return compared;
    }

    /** What does not agree. */
    List<String> findings() throws IOException, InterruptedException {
        for (Dashboard dashboard : Dashboards.of(settings)) {
            for (Panel panel : dashboard.panels()) {
                for (Query query : panel.queries()) {
                    check(
                            dashboard.uid() + ", " + panel.title(),
                            query.expression().text());
                }
            }
        }
        for (RecordingRule rule : Rules.of(settings).recording().all()) {
            check(rule.name(), rule.expression().text());
        }
        return findings;
    }

    private void check(String where, String expression) throws IOException, InterruptedException {
        String text = Interpolation.of(expression, settings);
        Matcher parts = QUANTILE.matcher(text);
        if (!parts.matches()) {
            if (text.contains("histogram_quantile")) {
                findings.add(where + ": a quantile that is written so cannot be checked: " + text);
            }
            return;
        }
        List<String> by = new ArrayList<>(List.of(parts.group(2).split(", ", -1)));
        by.remove("le");
        Map<Map<String, String>, Buckets> groups = new HashMap<>();
        for (Answer series : classic.query(parts.group(3) + "[" + parts.group(4) + "]", at)) {
            Map<String, String> group = new TreeMap<>(series.labels());
            group.keySet().retainAll(by);
            groups.computeIfAbsent(group, absent -> new Buckets())
                    .add(Objects.requireNonNull(series.labels().get("le")), series.values());
        }
        int before = compared;
        List<Answer> answers = asked.query(text, at);
        for (Answer answer : answers) {
            Buckets buckets = groups.get(answer.labels());
            double q = Double.parseDouble(parts.group(1));
            if (buckets != null && buckets.growth() > 0) {
                compare(where + " " + q + " " + answer.labels(), answer.value(), buckets, q);
            }
        }
        // That there is an answer at all is asked elsewhere. Some native histograms have no classic buckets anywhere.
        boolean comparable = isSame || !groups.isEmpty();
        if (!answers.isEmpty() && comparable && compared == before) {
            findings.add(where + ": there are no buckets to compare its answers with, such as " + answers.get(0));
        }
    }

    private void compare(String where, double value, Buckets buckets, double q) {
        compared++;
        double expected = buckets.quantile(q);
        boolean agrees = isSame
                ? Math.abs(value - expected) <= MARGIN * expected
                : Math.abs(buckets.indexOf(value) - buckets.indexOf(expected)) <= 1;
        if (!agrees) {
            findings.add(where + ": " + value + ", of the buckets " + expected);
        }
    }
}
