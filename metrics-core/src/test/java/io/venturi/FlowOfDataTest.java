package io.venturi;

import static io.venturi.Fixture.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.junit.jupiter.api.Test;

/** Buffers, Iceberg, served and made calls, entities and workers. */
class FlowOfDataTest {

    private final Fixture fixture = new Fixture();

    @Test
    void aBufferIsReadWhenItIsScraped() {
        Queue<String> queue = new ArrayDeque<>();
        fixture.metrics.buffer("db").depth(queue, Queue::size).capacity(10);
        queue.add("one");
        assertThat(fixture.scrape().value("pipeline_buffer_depth")).isEqualTo(1);
        queue.add("two");
        assertThat(fixture.scrape().value("pipeline_buffer_depth")).isEqualTo(2);
        assertThat(fixture.scrape().value("pipeline_buffer_capacity")).isEqualTo(10);
    }

    @Test
    void gaugesThatNobodyFeedsAreAbsent() {
        fixture.metrics.buffer("db");
        assertThat(fixture.scrape().has("pipeline_buffer_depth")).isFalse();
        assertThat(fixture.scrape().has("pipeline_buffer_stuck_events")).isFalse();
        assertThat(fixture.scrape().value("pipeline_buffer_batches_total", "status", "retry"))
                .isZero();
    }

    @Test
    void anEventThatWaitsLongerThanTheLimitIsStuck() {
        AtomicLong enqueued = new AtomicLong(START);
        BufferMeters buffer = fixture.metrics.buffer("db");
        buffer.oldestEvent(enqueued, at -> at.get() == 0 ? Double.NaN : at.get());
        fixture.pass(Duration.ofMinutes(10));
        assertThat(fixture.scrape().value("pipeline_buffer_oldest_event_age_seconds"))
                .isEqualTo(600);
        assertThat(fixture.scrape().value("pipeline_buffer_stuck_events")).isZero();
        fixture.pass(Duration.ofMillis(1));
        assertThat(fixture.scrape().value("pipeline_buffer_stuck_events")).isEqualTo(1);
        enqueued.set(0);
        assertThat(fixture.scrape().value("pipeline_buffer_oldest_event_age_seconds"))
                .isZero();
        assertThat(fixture.scrape().value("pipeline_buffer_stuck_events")).isZero();
        buffer.stuckEvents(enqueued, any -> 7);
        assertThat(fixture.scrape().value("pipeline_buffer_stuck_events")).isEqualTo(7);
    }

    @Test
    void batchesCountByStatusAndOnlySuccessMovesEvents() {
        BufferMeters buffer = fixture.metrics.buffer("db");
        buffer.batch(BatchStatus.RETRY, 40, 1_000_000);
        buffer.batch(BatchStatus.SUCCESS, 40, 2_000_000);
        buffer.batch(BatchStatus.ERROR, 3, 1_000_000);
        buffer.batch(BatchStatus.SUCCESS, -1, 1);
        buffer.deadLettered(3);
        buffer.deadLetterFailed(1);
        buffer.bind(5L).eventsProcessed(Long::longValue).batches(BatchStatus.SUCCESS, any -> 2);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_buffer_batches_total", "status", "success"))
                .isEqualTo(3);
        assertThat(scraped.value("pipeline_buffer_batches_total", "status", "retry"))
                .isEqualTo(1);
        assertThat(scraped.value("pipeline_buffer_events_processed_total")).isEqualTo(45);
        assertThat(scraped.value("pipeline_buffer_batch_size_sum")).isEqualTo(83);
        assertThat(scraped.value("pipeline_buffer_batch_duration_seconds_count"))
                .isEqualTo(3);
        assertThat(scraped.value("pipeline_buffer_dlq_total")).isEqualTo(3);
        assertThat(scraped.value("pipeline_buffer_dlq_failures_total")).isEqualTo(1);
        assertThat(scraped.value("pipeline_meters_invalid_total", "reason", "negative"))
                .isEqualTo(1);
    }

    @Test
    void aCommitIsTimedClassifiedAndRethrown() {
        IcebergTableMeters lake = fixture.metrics.iceberg("db").table("lake.orders");
        lake.commit(() -> fixture.pass(Duration.ofMillis(300)));
        assertThat(lake.<String, RuntimeException>commitAndGet(() -> "done")).isEqualTo("done");
        RuntimeException conflict = new CommitFailedException();
        assertThatThrownBy(() -> lake.commit(() -> {
                    throw conflict;
                }))
                .isSameAs(conflict);
        IOException wrapped = new IOException(new ValidationException());
        assertThatThrownBy(() -> lake.commit(() -> {
                    throw wrapped;
                }))
                .isSameAs(wrapped);
        assertThatThrownBy(() -> lake.commit(() -> {
                    throw new CommitStateUnknownException() {};
                }))
                .isInstanceOf(CommitStateUnknownException.class);
        assertThatThrownBy(() -> lake.commit(() -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_iceberg_commits_total")).isEqualTo(2);
        for (String reason : new String[] {"conflict", "validation", "unknown_state", "error"}) {
            assertThat(scraped.value("pipeline_iceberg_commit_failures_total", "reason", reason))
                    .as(reason)
                    .isEqualTo(1);
        }
        assertThat(scraped.value("pipeline_iceberg_commit_duration_seconds_count"))
                .isEqualTo(6);
        assertThat(scraped.value("pipeline_iceberg_commit_duration_seconds_sum"))
                .isEqualTo(0.3);
        assertThat(scraped.value("pipeline_iceberg_last_commit_timestamp_seconds"))
                .isEqualTo(START / 1e3 + 0.3);
    }

    @Test
    void aSnapshotsSummaryMovesWhatItHolds() {
        IcebergTableMeters lake = fixture.metrics.iceberg("db").table("lake.orders");
        lake.snapshot(Map.of(
                "added-data-files", "2",
                "added-records", "100",
                "added-files-size", "4096",
                "total-records", "1100",
                "total-data-files", "many",
                "total-files-size", "-5"));

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_iceberg_files_written_total")).isEqualTo(2);
        assertThat(scraped.value("pipeline_iceberg_records_written_total")).isEqualTo(100);
        assertThat(scraped.value("pipeline_iceberg_bytes_written_total")).isEqualTo(4096);
        assertThat(scraped.value("pipeline_iceberg_table_records")).isEqualTo(1100);
        assertThat(scraped.has("pipeline_iceberg_table_files")).isFalse();
        assertThat(scraped.has("pipeline_iceberg_table_bytes")).isFalse();
        assertThat(scraped.value("pipeline_meters_invalid_total", "reason", "not_a_number"))
                .isEqualTo(2);
    }

    @Test
    void activeRequestsAreNeverNegative() {
        ApiMeters api = fixture.metrics.api();
        api.requestStarted();
        assertThat(fixture.scrape().value("pipeline_api_active_requests")).isEqualTo(1);
        api.requestEnded();
        api.requestEnded();
        assertThat(fixture.scrape().value("pipeline_api_active_requests")).isZero();
        assertThat(fixture.scrape().value("pipeline_meters_invalid_total", "meter", "api.active.requests"))
                .isEqualTo(1);
        api.requestStarted();
        assertThat(fixture.scrape().value("pipeline_api_active_requests"))
                .as("the end too many is forgotten")
                .isEqualTo(1);
    }

    @Test
    void exceptionsCountUnderTheirRootsClass() {
        ApiEndpointMeters endpoint = fixture.metrics.api().endpoint("/orders/{id}");
        endpoint.exception(new RuntimeException("secret", new IOException()));
        endpoint.exception(new IllegalStateException() {});
        endpoint.exception((Throwable) null);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_api_exceptions_total", "exception", "IOException"))
                .isEqualTo(1);
        assertThat(scraped.value("pipeline_api_exceptions_total", "exception", "IllegalStateException"))
                .isEqualTo(1);
        assertThat(scraped.value("pipeline_api_exceptions_total", "exception", "_other"))
                .isEqualTo(1);
    }

    @Test
    void callsCountByOutcome() {
        CallMeters calls = fixture.metrics.calls("github");
        assertThat(calls.<String, RuntimeException>call(() -> "ok")).isEqualTo("ok");
        assertThatThrownBy(() -> calls.call(() -> {
                    throw new SocketTimeoutException();
                }))
                .isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(() -> calls.call(() -> {
                    throw new IOException();
                }))
                .isInstanceOf(IOException.class);
        calls.record(CallOutcome.RATE_LIMITED, 1);

        Scraped scraped = fixture.scrape();
        for (String outcome : new String[] {"success", "timeout", "error", "rate_limited"}) {
            assertThat(scraped.value("pipeline_call_requests_total", "api", "github", "outcome", outcome))
                    .as(outcome)
                    .isEqualTo(1);
        }
    }

    @Test
    void entitiesAndIssuesAreCounted() {
        fixture.metrics.flow("order").record("accepted", 1_000_000);
        fixture.metrics.worker("w1").issue("stall", Severity.CRITICAL);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_flow_entities_total", "outcome", "accepted"))
                .isEqualTo(1);
        assertThat(scraped.value("pipeline_flow_processing_seconds_count")).isEqualTo(1);
        assertThat(scraped.value("pipeline_worker_issues_total", "severity", "critical"))
                .isEqualTo(1);
        assertThat(scraped.value("pipeline_worker_issues_total", "severity", "info"))
                .isZero();
    }
}
