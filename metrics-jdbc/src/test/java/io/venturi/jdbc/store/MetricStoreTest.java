package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.jdbc.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class MetricStoreTest {

    private static final DataSource NOBODY = new PGSimpleDataSource();

    private final StoredBatches target = new StoredBatches();

    private MetricStore.Builder builder() {
        return MetricStore.builder(NOBODY, "metrics")
                .runtime("worker_pool", "orders-1")
                .target(target);
    }

    @Test
    void storesWhatIsAppended() {
        MetricStore store = builder().build();
        store.append(Figures.samples(0, 10));
        store.append(List.of());
        store.append(Figures.samples(10, 10));
        store.intake().take(List.of(), List.of(Figures.distribution(10)));
        store.close();

        assertThat(target.values())
                .isEqualTo(LongStream.range(0, 20).mapToObj(n -> (double) n).toList());
        assertThat(target.batches()).extracting(SampleBatch::seq).containsExactly(1L, 2L, 3L);
        assertThat(target.batches()).extracting(SampleBatch::runtime).containsOnly(Figures.RUNTIME);
        assertThat(Books.of(store)).isEqualTo(new Books(21, 21, 0, 0, 0, 0));
    }

    @Test
    void eachStoreIsAnIncarnationOfItsOwn() {
        for (int i = 0; i < 2; i++) {
            try (MetricStore store = builder().build()) {
                store.append(Figures.samples(i, 1));
            }
        }
        List<UUID> incarnations = target.batches().stream()
                .map(SampleBatch::incarnation)
                .distinct()
                .toList();
        assertThat(incarnations).hasSize(2);
        assertThat(target.batches()).extracting(SampleBatch::seq).containsExactly(1L, 1L);
    }

    @Test
    void muchIsStoredInSeveralTransactions() {
        MetricStore store = builder().memoryBytes(1L << 30).build();
        List<DistributionSample> distributions = LongStream.range(0, 30_000)
                .mapToObj(n -> Figures.distribution(1))
                .toList();
        store.intake().take(Figures.samples(0, 120_000), distributions);
        store.close();

        assertThat(target.values()).hasSize(120_000).doesNotHaveDuplicates();
        assertThat(target.batches()).extracting(SampleBatch::size).containsExactly(50_000, 50_000, 50_000);
        assertThat(target.batches().get(2).samples()).hasSize(20_000);
        assertThat(Books.of(store)).isEqualTo(new Books(150_000, 150_000, 0, 0, 0, 0));
    }

    @Test
    void manyThreadsAppend() throws Exception {
        MetricStore store = builder().build();
        List<Thread> threads = LongStream.range(0, 4)
                .mapToObj(part -> new Thread(() -> {
                    for (long i = 0; i < 500; i++) {
                        store.append(Figures.samples(part * 100_000 + i * 10, 10));
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        store.close();
        assertThat(target.values()).hasSize(20_000).doesNotHaveDuplicates();
        assertThat(target.batches())
                .extracting(SampleBatch::seq)
                .isEqualTo(LongStream.rangeClosed(1, 2_000).boxed().toList());
        assertThat(Books.of(store)).isEqualTo(new Books(20_000, 20_000, 0, 0, 0, 0));
    }

    @Test
    void badInputIsRefusedAsAWhole() {
        try (MetricStore store = builder().build()) {
            refused(store, null, "samples is null");
            List<@Nullable Sample> holed = Arrays.asList(Figures.samples(0, 1).get(0), null);
            refused(store, holed, "samples[1] is null: leave it out");
            MetricSeries half = MetricSeries.of("lag", SeriesType.GAUGE, Map.of("queue", "\ud800"));
            refused(store, List.of(new Sample(half, Figures.NOW, 1)), "samples[0] of lag{queue=");
            assertThat(store.books.accepted.sum()).isZero();
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what a host may do all the same
    private static void refused(MetricStore store, @Nullable Object samples, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.append((Collection<Sample>) samples))
                .withMessageContaining(message);
    }

    @Test
    void nothingIsTakenAfterTheEnd() {
        MetricStore store = builder().build();
        store.close();
        store.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> store.append(Figures.samples(0, 1)))
                .withMessageContaining("the store of worker_pool/orders-1 is closed");
        store.intake().take(Figures.samples(0, 3), List.of());
        assertThat(Books.of(store)).as("a registry cannot be told").isEqualTo(new Books(3, 0, 0, 0, 3, 0));
    }

    @Test
    void whatIsLeftInMemoryAtTheEndIsCounted() {
        target.always(StoredBatches.AWAY);
        MetricStore store = builder().closeTimeout(Duration.ofMillis(300)).build();
        store.append(Figures.samples(0, 10));
        store.close();
        assertThat(Books.of(store)).isEqualTo(new Books(10, 0, 0, 0, 10, 0));
    }

    private static Map<String, Double> results(SimpleMeterRegistry registry) {
        return registry.find("pipeline.store.samples").functionCounters().stream()
                .collect(Collectors.toMap(
                        counter -> String.valueOf(counter.getId().getTag("result")), counter -> counter.count()));
    }

    @Test
    void showsItsBooks() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        PipelineMetrics metrics = PipelineMetrics.builder(registry).build();
        MetricStore store = builder().closeTimeout(Duration.ofMillis(300)).build();
        store.bindTo(metrics);
        assertThat(results(registry))
                .isEqualTo(Map.of("accepted", 0.0, "stored", 0.0, "rejected", 0.0, "expired", 0.0, "overflowed", 0.0));

        store.append(Figures.samples(0, 10));
        Await.until("it is stored", () -> store.books.stored.sum() == 10);
        target.always(StoredBatches.AWAY);
        store.append(Figures.samples(10, 7));
        assertThat(results(registry)).containsEntry("accepted", 17.0).containsEntry("stored", 10.0);
        assertThat(registry.get("pipeline.store.spool").gauge().value()).isPositive();
        store.published(5_000_000);
        assertThat(registry.get("pipeline.store.publish.duration").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(5);

        assertThatIllegalStateException()
                .isThrownBy(() -> store.bindTo(metrics))
                .withMessageContaining("is bound to these metrics already");
        store.close();
        assertThat(registry.getMeters())
                .noneMatch(meter -> meter.getId().getName().startsWith("pipeline.store"));
        Books.of(store).balanced();
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        MetricStore.builder(NOBODY, "metrics").target(target).build())
                .withMessageContaining("runtime is not set");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().runtime("worker_pool", "b"))
                .withMessageContaining("runtime is set already");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().spoolBytes(1 << 20).build())
                .withMessageContaining("spoolBytes is 1048576, but there is no spoolDirectory");
        MetricStore.Builder builder = MetricStore.builder(NOBODY, "metrics");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.runtime("worker pool", "b"))
                .withMessageContaining("componentType is 'worker pool'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.runtime("worker_pool", " "))
                .withMessageContaining("name of the runtime is ' '");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.runtime("worker_pool", "a\nb"))
                .withMessageContaining("on one line");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.spoolDirectory(Path.of("x")).spoolBytes(10))
                .withMessageContaining("spoolBytes is 10; give at least 65536");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.memoryBytes(-1))
                .withMessageContaining("memoryBytes is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.spoolAge(Duration.ZERO))
                .withMessageContaining("spoolAge is PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.closeTimeout(Duration.ofDays(400)))
                .withMessageContaining("closeTimeout is PT9600H");
    }
}
