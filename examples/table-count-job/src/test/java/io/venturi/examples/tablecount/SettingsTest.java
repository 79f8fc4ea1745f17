package io.venturi.examples.tablecount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.tables.CountStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Settings as the environment has them; each refusal names the variable. */
class SettingsTest {

    @TempDir
    Path directory;

    private static Environment environment(String... namesAndValues) {
        Map<String, String> variables = new HashMap<>(
                Map.of("PGDATABASE", "shop", "PGUSER", "counter", "PUSHGATEWAY_URL", "http://gateway:9091"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Environment(variables);
    }

    @Test
    void theDatabaseIsWherePsqlWouldLook() {
        PGSimpleDataSource source = DatabaseSettings.dataSource(
                environment("PGHOST", "db", "PGPORT", "6543", "PGPASSWORD", "p", "PGSSLMODE", "verify-full"));
        assertThat(source.getServerNames()).containsExactly("db");
        assertThat(source.getPortNumbers()).containsExactly(6543);
        assertThat(source.getDatabaseName()).isEqualTo("shop");
        assertThat(source.getUser()).isEqualTo("counter");
        assertThat(source.getPassword()).isEqualTo("p");
        assertThat(source.getSslMode()).isEqualTo("verify-full");
    }

    @Test
    void aSecretMayComeFromAFileWithItsLineBreakLeftOut() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), " top secret \n");
        Environment environment = environment("PGPASSWORD_FILE", file.toString());
        assertThat(DatabaseSettings.dataSource(environment).getPassword()).isEqualTo(" top secret ");
        assertThat(environment.secret("PGPASSWORD")).asString().doesNotContain("top");
    }

    @Test
    void secretsAreNotPrinted() {
        GatewaySettings settings =
                GatewaySettings.from(environment("PUSHGATEWAY_USER", "u", "PUSHGATEWAY_PASSWORD", "top"));
        assertThat(settings.toString()).contains("gateway:9091").doesNotContain("top");
    }

    @ParameterizedTest
    @CsvSource({
        "http://gateway:9091, false, gateway:9091",
        "https://example.org/push/, true, example.org/push",
        "http://[::1]:9091/, false, [::1]:9091"
    })
    void theGatewayMayHaveAPrefix(String url, boolean https, String address) {
        GatewaySettings settings = GatewaySettings.from(environment("PUSHGATEWAY_URL", url));
        assertThat(settings.https()).isEqualTo(https);
        assertThat(settings.address()).isEqualTo(address);
        assertThat(settings.job()).isEqualTo("table-counts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway:9091", "ftp://gateway", "http:///metrics", "http://gateway?job=x", "not a url"})
    void whatIsNoAddressIsRefused(String url) {
        assertThatThrownBy(() -> GatewaySettings.from(environment("PUSHGATEWAY_URL", url)))
                .isInstanceOf(BadSettingException.class)
                .hasMessageContaining("PUSHGATEWAY_URL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://me:hush@push_gateway:9091",
                "me:hush@gateway:9091",
                "http://gateway?token=hush",
                "http://me:hush @gateway"
            })
    void anAddressThatIsNoneIsNotRepeated(String address) {
        assertThatThrownBy(() -> GatewaySettings.from(environment("PUSHGATEWAY_URL", address)))
                .isInstanceOf(BadSettingException.class)
                .hasMessageContaining("PUSHGATEWAY_URL")
                .hasMessageNotContaining("hush");
    }

    @Test
    void aPasswordInTheAddressIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> GatewaySettings.from(environment("PUSHGATEWAY_URL", "http://me:hush@gateway")))
                .isInstanceOf(BadSettingException.class)
                .hasMessageContaining("PUSHGATEWAY_USER")
                .hasMessageNotContaining("hush");
    }

    @ParameterizedTest
    @CsvSource({
        "PGPORT, 0",
        "PGPORT, x",
        "PGSSLMODE, on",
        "PGSSLROOTCERT, /does/not/exist",
        "PGPASSWORD_FILE, /does/not/exist",
        "PGPASSFILE, /does/not/exist",
        "PGCONNECT_TIMEOUT, -1",
        "PGDATABASE, ''",
        "PGUSER, ''"
    })
    void wrongSettingsOfTheDatabaseAreRefusedByName(String name, String value) {
        assertThatThrownBy(() -> DatabaseSettings.dataSource(environment(name, value)))
                .isInstanceOf(BadSettingException.class)
                .hasMessageContaining(name);
    }

    @Test
    void twoWaysToLogInAreRefused() {
        assertThatThrownBy(() ->
                        environment("PGPASSWORD", "p", "PGPASSWORD_FILE", "f").secret("PGPASSWORD"))
                .hasMessageContaining("PGPASSWORD and PGPASSWORD_FILE");
        assertThatThrownBy(() -> GatewaySettings.from(
                        environment("PUSHGATEWAY_USER", "u", "PUSHGATEWAY_PASSWORD", "p", "PUSHGATEWAY_TOKEN", "t")))
                .hasMessageContaining("PUSHGATEWAY_TOKEN");
        assertThatThrownBy(() -> GatewaySettings.from(environment("PUSHGATEWAY_USER", "u")))
                .hasMessageContaining("PUSHGATEWAY_PASSWORD");
    }

    @Test
    void strategiesHaveNames() {
        assertThat(CountSettings.strategy("exact")).isEqualTo(CountStrategy.exact());
        assertThat(CountSettings.strategy("estimate")).isEqualTo(CountStrategy.estimate());
        assertThat(CountSettings.strategy("hybrid")).isEqualTo(CountStrategy.hybrid());
        assertThat(CountSettings.strategy("hybrid:500")).isEqualTo(CountStrategy.hybrid(500));
        assertThat(CountSettings.strategy("sample:2.5")).isEqualTo(CountStrategy.sample(2.5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EXACT", "hybrid:", "hybrid:many", "hybrid:0", "sample", "sample:101", "exact:1"})
    void otherStrategiesAreRefused(String text) {
        assertThatThrownBy(() -> CountSettings.strategy(text))
                .isInstanceOf(BadSettingException.class)
                .hasMessageContaining("TABLE_COUNT_STRATEGY is '" + text + "'");
    }
}
