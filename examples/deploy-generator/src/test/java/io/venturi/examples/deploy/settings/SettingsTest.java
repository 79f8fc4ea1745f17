package io.venturi.examples.deploy.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What can be chosen, and what is refused. */
class SettingsTest {

    private static final Path README = Path.of("..", "deploy", "README.md");
    private static final String BEGIN = "<!-- settings: generated -->\n";
    private static final String END = "<!-- /settings -->";

    private final Settings usual = Settings.of("shop", Profile.USUAL);

    @Test
    void aSettingTakesThePlaceOfTheProfiles() {
        Settings changed = usual.with("lag-high", "120").with("window", "10m");
        assertThat(changed.number(Setting.LAG_HIGH)).isEqualTo(120);
        assertThat(changed.text(Setting.WINDOW)).isEqualTo("10m");
        assertThat(changed.secondsText(Setting.WINDOW)).isEqualTo("600");
        assertThat(usual.number(Setting.LAG_HIGH)).isEqualTo(60);
    }

    @Test
    void whatMakesNoSenseIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> usual.with("lag-hihg", "1"))
                .withMessageContaining("lag-hihg");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> usual.with("lag-high", "1m"))
                .withMessageContaining("lag-high=1m");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> usual.with("window", "5"))
                .withMessageContaining("5m");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> usual.withScaled("job", "a\"b"))
                .withMessageContaining("--scaled job=a\"b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> usual.withScaled("source", "shop"))
                .withMessageContaining("cluster, namespace, job");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of("Shop", Profile.USUAL))
                .withMessageContaining("--namespace Shop");
    }

    @Test
    void deploymentsAreToldApartByTheLabelsThatAreGiven() {
        assertThat(usual.groups().names()).containsExactly("cluster", "namespace", "job");
        assertThat(usual.withGroupLabels("job,tenant").groups().andReplica("source"))
                .containsExactly("job", "tenant", "instance", "source");
    }

    @Test
    void labelsThatCannotTellDeploymentsApartAreRefused() {
        for (String labels : List.of("cluster", "job,", "job,job", "job,instance", "job,source", "job,a-b", "")) {
            assertThatIllegalArgumentException()
                    .as(labels)
                    .isThrownBy(() -> usual.withGroupLabels(labels))
                    .withMessageStartingWith("--group-labels " + labels + " is refused: ");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> usual.withGroupLabels("job,table"))
                .withMessageContaining("table has a meaning of its own");
    }

    @Test
    void theDemosWindowsAreShort() {
        for (Setting setting : Setting.values()) {
            if (setting.isDuration() && setting != Setting.ROLLUP_LAG) {
                assertThat(PromDuration.seconds(setting.in(Profile.DEMO)))
                        .as(setting.option())
                        .isLessThanOrEqualTo(120);
            }
        }
    }

    /** With {@code -Dventuri.docs=write} it writes the table instead of comparing it. */
    @Test
    void theReadmesTableIsThatOfTheSettings() throws IOException {
        String page = Files.readString(README);
        String table = Arrays.stream(Setting.values())
                .map(setting -> "| `" + setting.option() + "` | `" + setting.in(Profile.USUAL) + "` | `"
                        + setting.in(Profile.DEMO) + "` | " + setting.meaning() + " |\n")
                .collect(
                        Collectors.joining("", "\n| setting | usual | demo | is |\n| --- | --- | --- | --- |\n", "\n"));
        String renewed =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table + page.substring(page.indexOf(END));
        if ("write".equals(System.getProperty("venturi.docs"))) {
            Files.writeString(README, renewed);
            return;
        }
        assertThat(page)
                .as(
                        "run: mvn -pl examples/deploy-generator -am -Dtest=SettingsTest -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dventuri.docs=write test")
                .isEqualTo(renewed);
    }
}
