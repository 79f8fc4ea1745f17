package io.venturi;

import static io.venturi.Fixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Recording into a bound handle allocates nothing in steady state. */
class AllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final PipelineMetrics metrics = PipelineMetrics.builder(registry()).build();

    MeterRegistry registry() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    @Test
    void cdcEvents() {
        CdcMeters cdc = metrics.cdc("db");
        CdcTableMeters orders = cdc.table("public.orders");
        assertAllocatesNothing(() -> {
            long now = System.currentTimeMillis();
            orders.received(Operation.INSERT, now);
            orders.processed(Operation.INSERT, now);
            orders.received(Operation.UPDATE, 3, now);
            orders.skipped(SkipReason.FILTERED, Operation.UPDATE, now);
            orders.deadLettered(Operation.UPDATE, 2, now);
            cdc.heartbeat(now);
        });
    }

    @Test
    void cdcEventsOfThreadsThatMeet() throws InterruptedException {
        CdcTableMeters orders = metrics.cdc("db").table("public.orders");
        AtomicBoolean done = new AtomicBoolean();
        Thread other = new Thread(() -> {
            while (!done.get()) {
                orders.received(Operation.INSERT, START);
                orders.processed(Operation.INSERT, START);
            }
        });
        other.start();
        try {
            assertAllocatesNothing(() -> {
                orders.received(Operation.INSERT, START);
                orders.processed(Operation.INSERT, START);
            });
        } finally {
            done.set(true);
            other.join();
        }
    }

    @Test
    void lookUpsOfKnownNamesAndOfNamesBeyondTheLimit() {
        PipelineMetrics small =
                PipelineMetrics.builder(registry()).maxLabelValues(1).build();
        CdcMeters cdc = small.cdc("db");
        assertAllocatesNothing(() -> {
            cdc.table("known").processed(Operation.INSERT, START);
            cdc.table("beyond").processed(Operation.INSERT, START);
        });
    }

    @Test
    void batchesRequestsAndCalls() {
        BufferMeters buffer = metrics.buffer("db");
        ApiEndpointMeters endpoint = metrics.api().endpoint("/orders/{id}");
        CallMeters calls = metrics.calls("github");
        assertAllocatesNothing(() -> {
            buffer.batch(BatchStatus.SUCCESS, 10, 1_000);
            endpoint.record("GET", 200, 1_000);
            calls.record(CallOutcome.SUCCESS, 1_000);
        });
    }

    private static void assertAllocatesNothing(Runnable recording) {
        int rounds = 20_000;
        long least = Long.MAX_VALUE;
        // The first rounds warm up; a round in which the compiler or a rotating time window allocates is not the rule.
        for (int attempt = 0; attempt < 10 && least > rounds / 10; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rounds; i++) {
                recording.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes in %d rounds", rounds).isLessThan(rounds / 10);
    }
}
