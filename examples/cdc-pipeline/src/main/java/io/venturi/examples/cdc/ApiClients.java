package io.venturi.examples.cdc;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** People who look at the tables, and some who look for what is not there. */
final class ApiClients implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ApiClients.class);
    private static final long THINK_MILLIS = 80;
    private static final List<String> PATHS = List.of(
            "/tables",
            "/tables/orders",
            "/tables/customers",
            "/tables/orders/count",
            "/tables/order_items/count",
            "/tables/customers/count",
            "/tables/invoices",
            "/favicon.ico");
    private static final String REPORT = "/reports/daily"; // which fails

    private final URI api;
    private final FaultSwitches faults;
    private final List<String> paths;
    private final RandomGenerator random;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final ServiceThread thread = new ServiceThread("api-clients", this::run);

    /** Clients who ask, or do not ask, for the report that fails; none while {@link Fault#QUIET}. */
    ApiClients(URI api, FaultSwitches faults, boolean askForReport, RandomGenerator random) {
        this.api = api;
        this.faults = faults;
        this.random = random;
        paths = new ArrayList<>(PATHS);
        if (askForReport) {
            paths.add(REPORT);
        }
    }

    void start() {
        thread.start();
    }

    private void run() throws InterruptedException {
        while (!thread.isStoppedWithin(THINK_MILLIS)) {
            if (!faults.isOn(Fault.QUIET)) {
                get(paths.get(random.nextInt(paths.size())));
            }
        }
    }

    private void get(String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(api.resolve(path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            log.debug("{}: {}", path, status);
        } catch (IOException e) {
            log.debug("{} did not answer", path, e);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
