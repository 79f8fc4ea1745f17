package io.venturi.examples.tablecount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Prometheus knows of the counts, by way of a real Pushgateway. */
@Tag("ci")
class PushedCountsTest {

    private static final String ORDERS = "shop_table_rows{table=\"public.orders\"}";
    private static final String SUCCESS = "shop_table_count_last_success_timestamp_seconds";
    private static final String FAILURE = "shop_table_count_last_failure_timestamp_seconds";
    private static final Pattern VALUE = Pattern.compile("\"value\":\\[[^,]*,\"([^\"]*)\"]");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    private CountedDatabase database;
    private String gatewayUrl;
    private String prometheusUrl;
    private ExternalProgram gateway;
    private ExternalProgram prometheus;

    @BeforeEach
    void start() throws Exception {
        database = new CountedDatabase(directory.resolve("data"));
        int gatewayPort = ExternalProgram.freePort();
        gatewayUrl = "http://127.0.0.1:" + gatewayPort;
        gateway = ExternalProgram.start(
                directory, "prometheus-pushgateway", "--web.listen-address=127.0.0.1:" + gatewayPort);
        // What the deployment has, at this gateway, and oftener.
        Path configuration = Files.writeString(
                directory.resolve("scrapes.yml"),
                Files.readString(DeploymentTest.FILES.resolve("prometheus.yml"))
                        .replace("pushgateway:9091", "127.0.0.1:" + gatewayPort)
                        .replace("scrape_interval: 30s", "scrape_interval: 1s"));
        int port = ExternalProgram.freePort();
        prometheusUrl = "http://127.0.0.1:" + port;
        prometheus = ExternalProgram.start(
                directory,
                "prometheus",
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port);
        Await.until("a scrape", prometheus, () -> ask("up").orElse(0) == 1);
    }

    @AfterEach
    void stop() throws IOException {
        prometheus.close();
        gateway.close();
        database.close();
    }

    private static String get(String url) throws InterruptedException {
        try {
            return CLIENT.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return ""; // not listening yet
        }
    }

    private OptionalDouble ask(String query) throws InterruptedException {
        String answer = get(prometheusUrl + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        Matcher value = VALUE.matcher(answer);
        return value.find() ? OptionalDouble.of(Double.parseDouble(value.group(1))) : OptionalDouble.empty();
    }

    private double known(String query) throws InterruptedException {
        return ask(query).orElseThrow(() -> new AssertionError(query + " has no answer"));
    }

    private void awaitValue(String query, double value) throws Exception {
        Await.until(query + " is " + value, prometheus, () -> ask(query).equals(OptionalDouble.of(value)));
    }

    private int run() throws IOException, InterruptedException {
        return JobProcess.run(JobProcess.settings(database.port(), gatewayUrl)).exit();
    }

    private void insertOrders(int rows) throws SQLException {
        database.execute(CountedDatabase.NAME, "INSERT INTO orders SELECT generate_series(1, " + rows + ")");
    }

    /** When the gateway got a family, by its own words. */
    private String pushed(String family) throws InterruptedException {
        Matcher time = Pattern.compile("\"" + family + "\":\\{\"time_stamp\":\"([^\"]*)\"")
                .matcher(get(gatewayUrl + "/api/v1/metrics"));
        assertThat(time.find()).as(family).isTrue();
        return time.group(1);
    }

    @Test
    void countsGrowFromRunToRun() throws Exception {
        insertOrders(1_200);
        assertThat(run()).isZero();
        awaitValue(ORDERS, 1_200);
        awaitValue("shop_table_rows{table=\"public.customers\"}", 7);
        assertThat(known("count(shop_table_rows{job=\"table-counts\",database=\"shop\",schema=\"public\"})"))
                .as("the labels are the job's, not those of the scrape")
                .isEqualTo(2);

        insertOrders(300);
        assertThat(run()).isZero();
        awaitValue(ORDERS, 1_500);
        // 300 between the first scrape and the last; Prometheus extends that to the minute as far as it believes in it.
        Await.until("growth", prometheus, () -> ask("delta(" + ORDERS + "[1m])").orElse(0) >= 300);
        assertThat(known("delta(" + ORDERS + "[1m])")).isBetween(300.0, 600.0);
        assertThat(known("deriv(" + ORDERS + "[1m])")).as("rows a second").isBetween(300 / 60.0, 300.0);
        assertThat(known("delta(shop_table_rows{table=\"public.customers\"}[1m])"))
                .isZero();
        assertThat(ask(FAILURE)).isEmpty();
    }

    @Test
    void afterAFailureTheLastGoodFiguresStayWithTheirTime() throws Exception {
        insertOrders(1_200);
        assertThat(run()).isZero();
        awaitValue(ORDERS, 1_200);
        double success = known(SUCCESS);
        double counted = known("shop_table_counted_timestamp_seconds{table=\"public.orders\"}");
        String time = pushed("shop_table_rows");

        insertOrders(1);
        database.stop();
        assertThat(run()).isEqualTo(3);
        Await.until("the failure", prometheus, () -> ask(FAILURE).orElse(0) > success);
        assertStands(success, counted, time);

        database.startAgain();
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            double first = known(FAILURE);
            assertThat(run()).as("one of two tables cannot be counted").isEqualTo(1);
            Await.until("the next failure", prometheus, () -> ask(FAILURE).orElse(0) > first);
            assertStands(success, counted, time);
            other.rollback();
        }

        assertThat(run()).isZero();
        awaitValue(ORDERS, 1_201);
        Await.until("a newer success", prometheus, () -> ask(SUCCESS).orElse(0) > success);
        Await.until("no failure", prometheus, () -> ask(FAILURE).isEmpty());
    }

    @Test
    void aTableThatFailsIsLeftOutOfTheOthersSuccess() throws Exception {
        for (int i = 0; i < 10; i++) {
            database.execute(
                    CountedDatabase.NAME, "CREATE TABLE t" + i + " AS SELECT generate_series(1, " + i + ") AS id");
        }
        database.execute(
                CountedDatabase.NAME, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + CountedDatabase.ROLE);
        insertOrders(1_200);
        assertThat(run()).isZero();
        awaitValue(ORDERS, 1_200);
        double success = known(SUCCESS);

        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            database.execute(CountedDatabase.NAME, "INSERT INTO customers VALUES (8)");
            assertThat(run()).as("one of twelve tables cannot be counted").isEqualTo(1);
            other.rollback();
        }
        awaitValue("shop_table_rows{table=\"public.customers\"}", 8);
        awaitValue("shop_table_count_errors_total{reason=\"locked\"}", 1);
        assertThat(known(ORDERS)).as("unknown, not what it was").isNaN();
        assertThat(known(SUCCESS)).isGreaterThan(success);
        assertThat(ask(FAILURE)).isEmpty();
    }

    private void assertStands(double success, double counted, String time) throws InterruptedException {
        assertThat(known(ORDERS)).isEqualTo(1_200);
        assertThat(known(SUCCESS)).isEqualTo(success);
        assertThat(known("shop_table_counted_timestamp_seconds{table=\"public.orders\"}"))
                .isEqualTo(counted);
        assertThat(pushed("shop_table_rows")).isEqualTo(time);
    }

    @Test
    void whatIsPushedPleasesPromtool() throws Exception {
        assertThat(run()).isZero();
        Path scrape = Files.writeString(directory.resolve("scrape"), get(gatewayUrl + "/metrics"));
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(scrape.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
        assertThat(said.lines().filter(line -> line.startsWith("shop_"))).isEmpty();
    }
}
