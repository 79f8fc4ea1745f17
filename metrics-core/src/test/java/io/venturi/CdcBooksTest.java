package io.venturi;

import static io.venturi.Fixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Received = processed + skipped + dead-lettered + in flight, always. */
class CdcBooksTest {

    private static final String[] ORDERS = {"source", "db", "table", "public.orders"};

    private final Fixture fixture = new Fixture();
    private final CdcMeters cdc = fixture.metrics.cdc("db");
    private final CdcTableMeters orders = cdc.table("public.orders");

    @Test
    void insertUpdateAndDeleteAreAtZeroFromTheStart() {
        for (String operation : new String[] {"INSERT", "UPDATE", "DELETE"}) {
            assertThat(fixture.scrape().value("pipeline_cdc_events_total", "operation", operation))
                    .isZero();
            assertThat(fixture.scrape().value("pipeline_cdc_events_received_total", "operation", operation))
                    .isZero();
        }
        assertThat(fixture.scrape().value("pipeline_cdc_events_dead_lettered_total"))
                .isZero();
        assertThat(fixture.scrape().samples("pipeline_cdc_events_skipped_total"))
                .hasSize(SkipReason.COUNT);
    }

    @Test
    void eachWayOutLeavesFlight() {
        orders.received(Operation.INSERT, 10, START);
        orders.processed(Operation.INSERT, 4, START);
        orders.skipped(SkipReason.FILTERED, Operation.INSERT, START);
        orders.deadLettered(Operation.INSERT, START);
        orders.skipped(SkipReason.DUPLICATE);
        orders.deadLettered();

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_cdc_events_in_flight", ORDERS)).isEqualTo(2);
        assertThat(scraped.value("pipeline_cdc_events_total", "operation", "INSERT"))
                .isEqualTo(4);
        assertThat(scraped.value("pipeline_cdc_events_skipped_total", "reason", "filtered"))
                .isEqualTo(1);
        assertThat(scraped.value("pipeline_cdc_events_dead_lettered_total")).isEqualTo(2);
        assertBooksHold(scraped);
    }

    @Test
    void processedWithoutReceivedCountsAsBoth() {
        orders.received(Operation.UPDATE, START);
        orders.processed(Operation.DELETE, 3, START);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_cdc_events_in_flight", ORDERS)).isZero();
        assertThat(scraped.sum("pipeline_cdc_events_received_total")).isEqualTo(3);
        assertBooksHold(scraped);
    }

    @Test
    void snapshotRowsAreCountedAndKeptOutOfLag() {
        orders.received(Operation.READ, 5, START - 60_000);
        assertThat(orders.lagSeconds()).isNaN();
        orders.processed(Operation.READ, 5, START - 60_000);
        orders.snapshotRows(2);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_cdc_snapshot_rows_total", ORDERS)).isEqualTo(7);
        assertThat(scraped.value("pipeline_cdc_events_total", "operation", "READ"))
                .isEqualTo(5);
        assertThat(scraped.value("pipeline_cdc_event_lag_seconds_count")).isZero();
        assertThat(orders.lagSeconds()).isNaN();
        assertBooksHold(scraped);
    }

    @Test
    void nonsenseIsDroppedAndCounted() {
        orders.received(Operation.INSERT, -1, START);
        orders.processed(Operation.INSERT, 0, START);
        orders.processed(nothing(), START);
        orders.skipped(nothing(), Operation.INSERT, START);
        orders.processed(Operation.INSERT, CdcBooksTest.<long[]>nothing());
        cdc.error(CdcBooksTest.<Throwable>nothing());
        cdc.error(CdcBooksTest.<String>nothing());
        cdc.state(nothing());

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_meters_invalid_total", "reason", "negative"))
                .isEqualTo(1);
        assertThat(scraped.sum("pipeline_meters_invalid_total", "reason", "missing_value"))
                .isEqualTo(5);
        assertThat(scraped.value("pipeline_cdc_events_total", "operation", "OTHER"))
                .isEqualTo(1);
        assertBooksHold(scraped);
    }

    @Test
    void aHostsOwnFiguresKeepTheBooks() {
        AtomicLong inserts = new AtomicLong(7);
        AtomicLong filtered = new AtomicLong(2);
        orders.bind(inserts).processed(Operation.INSERT, AtomicLong::get).newestEventMillis(any -> START);
        cdc.table("public.other").bind(filtered).skipped(SkipReason.FILTERED, AtomicLong::get);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_cdc_events_total", "table", "public.orders", "operation", "INSERT"))
                .isEqualTo(7);
        assertThat(scraped.value("pipeline_cdc_last_event_timestamp_seconds", ORDERS))
                .isEqualTo(START / 1e3);
        assertBooksHold(scraped);

        inserts.set(9);
        orders.processed(Operation.INSERT, START);
        assertThat(fixture.scrape().value("pipeline_cdc_events_total", "table", "public.orders", "operation", "INSERT"))
                .isEqualTo(10);
        assertBooksHold(fixture.scrape());
    }

    @Test
    void aHostFunctionThatFailsLeavesItsLastFigureAndWhatIsInFlightUnknownUntilItAnswers() {
        AtomicBoolean broken = new AtomicBoolean(true);
        orders.bind(broken)
                .received(Operation.INSERT, flag -> {
                    if (flag.get()) {
                        throw new IllegalStateException("gone");
                    }
                    return 1_000;
                })
                .processed(Operation.INSERT, flag -> 990);

        assertThat(fixture.scrape().value("pipeline_cdc_events_in_flight")).isNaN();
        assertThat(fixture.scrape().sum("pipeline_meters_invalid_total", "meter", "cdc.events.received"))
                .isPositive();
        broken.set(false);
        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_cdc_events_in_flight")).isEqualTo(10);
        assertThat(scraped.sum("pipeline_cdc_events_received_total")).isEqualTo(1_000);
        assertBooksHold(scraped);
        broken.set(true);
        assertThat(fixture.scrape().value("pipeline_cdc_events_in_flight")).isNaN();
        assertThat(fixture.scrape().value("pipeline_cdc_events_received_total", "operation", "INSERT"))
                .isEqualTo(1_000);
    }

    @Test
    void whatTheHostCountsAsReceivedIsNotReceivedAgainWhenItLeavesByACall() {
        orders.bind(1).received(Operation.INSERT, any -> 10).processed(Operation.INSERT, any -> 9);
        orders.deadLettered(Operation.INSERT, START);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_cdc_events_in_flight")).isZero();
        assertBooksHold(scraped);
    }

    @Test
    void hostFiguresThatContradictEachOtherAreVisiblyUnknown() {
        orders.bind(1).received(Operation.INSERT, any -> 5).processed(Operation.INSERT, any -> 9);
        assertThat(fixture.scrape().value("pipeline_cdc_events_in_flight")).isNaN();
        cdc.table("negative").bind(1).processed(Operation.INSERT, any -> -3);
        assertThat(fixture.scrape().value("pipeline_cdc_events_in_flight", "table", "negative"))
                .isNaN();
    }

    @Test
    void whatWillBeRedeliveredLeavesFlight() {
        orders.received(Operation.INSERT, 7, START - 5_000);
        orders.received(Operation.READ, 2, START - 5_000);
        cdc.redelivered();

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_cdc_events_skipped_total", "reason", "redelivered"))
                .isEqualTo(9);
        assertThat(scraped.value("pipeline_cdc_events_in_flight")).isZero();
        assertThat(scraped.value("pipeline_cdc_lag_seconds")).isNaN();
        assertBooksHold(scraped);
    }

    @Test
    void absurdCountsAreDroppedAtOnce() {
        orders.received(Operation.INSERT, Long.MAX_VALUE, START);
        orders.processed(Operation.INSERT, 1L << 41, START);
        orders.processed(Operation.INSERT, 1_000_000, START);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.sum("pipeline_cdc_events_total")).isEqualTo(1_000_000);
        assertThat(scraped.value("pipeline_cdc_event_lag_seconds_count")).isEqualTo(10_000);
        assertThat(scraped.sum("pipeline_meters_invalid_total", "reason", "too_large"))
                .isEqualTo(3);
        assertBooksHold(scraped);
    }

    @Test
    void totalsOfASourceMayBeBoundToo() {
        cdc.bind(4L).errors("decode", Long::longValue).retries(n -> n + 1);
        cdc.error("decode", 2);
        cdc.retry(3);
        assertThat(fixture.scrape().value("pipeline_cdc_errors_total", "error_type", "decode"))
                .isEqualTo(6);
        assertThat(fixture.scrape().value("pipeline_cdc_retries_total")).isEqualTo(8);
    }

    @Test
    void booksHoldAtEveryScrapeWhileThreadsRecord() throws InterruptedException {
        int perThread = 50_000;
        CountDownLatch running = new CountDownLatch(3);
        Thread[] threads = {
            recorder(running, perThread, () -> orders.received(Operation.INSERT, START)),
            recorder(running, perThread, () -> orders.processed(Operation.INSERT, START)),
            recorder(running, perThread, () -> {
                orders.received(Operation.UPDATE, START);
                orders.deadLettered(Operation.UPDATE, START);
            })
        };
        int scrapes = 0;
        while (running.getCount() > 0 || scrapes == 0) {
            assertBooksHold(fixture.scrape());
            scrapes++;
        }
        for (Thread thread : threads) {
            thread.join();
        }

        Scraped scraped = fixture.scrape();
        assertBooksHold(scraped);
        assertThat(scraped.value("pipeline_cdc_events_total", "operation", "INSERT"))
                .isEqualTo(perThread);
        assertThat(scraped.value("pipeline_cdc_events_dead_lettered_total")).isEqualTo(perThread);
    }

    private static Thread recorder(CountDownLatch running, int times, Runnable record) {
        Thread thread = new Thread(() -> {
            for (int i = 0; i < times; i++) {
                record.run();
            }
            running.countDown();
        });
        thread.start();
        return thread;
    }

    private static void assertBooksHold(Scraped scraped) {
        for (Scraped.Sample inFlight : scraped.samples("pipeline_cdc_events_in_flight")) {
            String[] table = {"source", "db", "table", inFlight.labels().get("table")};
            double out = scraped.sum("pipeline_cdc_events_total", table)
                    + scraped.sum("pipeline_cdc_events_skipped_total", table)
                    + scraped.sum("pipeline_cdc_events_dead_lettered_total", table);
            assertThat(inFlight.value()).isNotNegative();
            assertThat(scraped.sum("pipeline_cdc_events_received_total", table)).isEqualTo(out + inFlight.value());
        }
    }

    /** What a host without null checks passes. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }
}
