package io.venturi.examples.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Dashboards are whole: what Grafana's types cannot say. */
class DashboardTest {

    private static final int GRID_WIDTH = 24;
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)}?");
    private static final Set<String> BUILT_IN = Set.of("__rate_interval", "__range", "__all");

    private final Map<String, JsonNode> dashboards = Generated.dashboards("shop");

    @Test
    void panelsDoNotOverlapAndStayOnTheGrid() {
        dashboards.forEach((path, dashboard) -> {
            Set<String> taken = new HashSet<>();
            for (JsonNode panel : dashboard.get("panels")) {
                JsonNode at = panel.get("gridPos");
                int x = at.get("x").asInt();
                int y = at.get("y").asInt();
                assertThat(x + at.get("w").asInt()).as(path).isLessThanOrEqualTo(GRID_WIDTH);
                for (int column = x; column < x + at.get("w").asInt(); column++) {
                    for (int line = y; line < y + at.get("h").asInt(); line++) {
                        assertThat(taken.add(column + "," + line))
                                .as("%s: %s at %d,%d", path, panel.get("title"), column, line)
                                .isTrue();
                    }
                }
            }
        });
    }

    @Test
    void numbersAndTitlesAndAddressesAreUnique() {
        List<String> uids = new ArrayList<>();
        dashboards.forEach((path, dashboard) -> {
            uids.add(dashboard.get("uid").asText());
            assertThat(texts(dashboard.get("panels"), "id")).as(path).doesNotHaveDuplicates();
            assertThat(Generated.panels(dashboard).stream()
                            .map(panel -> panel.get("title").asText()
                                    + panel.get("type").asText()))
                    .as(path)
                    .doesNotHaveDuplicates();
            for (JsonNode panel : Generated.panels(dashboard)) {
                assertThat(texts(panel.get("targets"), "refId")).as(path).doesNotHaveDuplicates();
            }
        });
        assertThat(uids).doesNotHaveDuplicates().hasSize(7);
    }

    @Test
    void eachPanelHasADescriptionAUnitThresholdsAndTheChosenSource() {
        dashboards.forEach((path, dashboard) -> {
            for (JsonNode panel : Generated.panels(dashboard)) {
                String where = path + ": " + panel.get("title");
                assertThat(panel.get("description").asText()).as(where).endsWith(".");
                JsonNode defaults = panel.get("fieldConfig").get("defaults");
                assertThat(defaults.get("unit").asText()).as(where).isNotEmpty();
                assertThat(defaults.get("thresholds").get("steps")).as(where).isNotEmpty();
                for (JsonNode target : panel.get("targets")) {
                    assertThat(target.get("datasource").get("uid").asText())
                            .as(where)
                            .isEqualTo("${datasource}");
                }
            }
        });
    }

    @Test
    void thresholdsRise() {
        dashboards.forEach((path, dashboard) -> {
            for (JsonNode panel : Generated.panels(dashboard)) {
                List<Double> steps = new ArrayList<>();
                panel.get("fieldConfig")
                        .get("defaults")
                        .get("thresholds")
                        .get("steps")
                        .forEach(step -> steps.add(
                                step.get("value").isNull()
                                        ? Double.NEGATIVE_INFINITY
                                        : step.get("value").asDouble()));
                assertThat(steps)
                        .as("%s: %s", path, panel.get("title"))
                        .isSorted()
                        .doesNotHaveDuplicates();
            }
        });
    }

    @Test
    void queriesUseNoVariableThatIsNotDefinedAndAllThatAre() {
        dashboards.forEach((path, dashboard) -> {
            List<String> defined = texts(dashboard.get("templating").get("list"), "name");
            Set<String> used = new LinkedHashSet<>(List.of("datasource"));
            for (JsonNode panel : Generated.panels(dashboard)) {
                panel.get("targets")
                        .forEach(target ->
                                used.addAll(variables(target.get("expr").asText())));
            }
            dashboard.get("templating").get("list").forEach(variable -> {
                if (!"datasource".equals(variable.get("type").asText())) {
                    assertThat(defined.subList(
                                    0, defined.indexOf(variable.get("name").asText())))
                            .as("%s: what %s is chosen by comes before it", path, variable.get("name"))
                            .containsAll(variables(variable.get("query").asText()));
                }
            });
            if (!path.contains("jvm")) {
                assertThat(used).as(path).containsExactlyInAnyOrderElementsOf(defined);
            } else {
                assertThat(defined)
                        .as("%s has metrics without a namespace", path)
                        .containsAll(used);
            }
        });
    }

    @Test
    void theNamespaceThatTheyAreGeneratedForIsChosenAtFirst() {
        dashboards.forEach(
                (path, dashboard) -> dashboard.get("templating").get("list").forEach(variable -> {
                    if ("namespace".equals(variable.get("name").asText())) {
                        assertThat(variable.get("current").get("value").asText())
                                .as(path)
                                .isEqualTo("shop");
                    }
                }));
    }

    @Test
    void linksLeadToDashboardsThatThereAre() {
        Set<String> addresses = new HashSet<>();
        dashboards
                .values()
                .forEach(dashboard -> addresses.add("/d/" + dashboard.get("uid").asText()));
        int links = 0;
        for (JsonNode dashboard : dashboards.values()) {
            assertThat(dashboard.get("links").get(0).get("tags").get(0).asText())
                    .isEqualTo(dashboard.get("tags").get(0).asText());
            for (JsonNode panel : Generated.panels(dashboard)) {
                for (JsonNode link : panel.path("links")) {
                    links++;
                    assertThat(addresses).contains(link.get("url").asText());
                }
            }
        }
        assertThat(links).isPositive();
    }

    private static List<String> texts(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.get(field).asText())
                .toList();
    }

    private static Set<String> variables(String query) {
        Set<String> names = new LinkedHashSet<>();
        Matcher variable = VARIABLE.matcher(query);
        while (variable.find()) {
            names.add(variable.group(1));
        }
        names.removeAll(BUILT_IN);
        return names;
    }
}
