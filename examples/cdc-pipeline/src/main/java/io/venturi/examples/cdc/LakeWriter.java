package io.venturi.examples.cdc;

import io.venturi.BatchStatus;
import io.venturi.BufferMeters;
import io.venturi.CdcMeters;
import io.venturi.PipelineState;
import io.venturi.Severity;
import io.venturi.WorkerMeters;
import io.venturi.examples.cdc.PipelineHealth.Part;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes batches out of the buffer and writes them into the lake, as long as it takes. */
final class LakeWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LakeWriter.class);
    private static final int MAX_BATCH = 2_000;
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
    private static final int ATTEMPTS_PER_ROUND = 3;
    private static final long RETRY_MILLIS = 200;
    private static final long ROUND_MILLIS = 1_500;

    private final EventBuffer buffer;
    private final RowTransform transform;
    private final WriteTargets targets;
    private final PipelineHealth health;
    private final CdcMeters cdc;
    private final BufferMeters batches;
    private final WorkerMeters worker;
    private final PauseSwitch pause = new PauseSwitch();
    private final ServiceThread thread = new ServiceThread("lake-writer-1", this::run);

    LakeWriter(EventBuffer buffer, WriteTargets targets, PipelineHealth health, PipelineMeters meters) {
        this.buffer = buffer;
        this.targets = targets;
        this.health = health;
        this.transform = new RowTransform(meters.orders());
        this.cdc = meters.cdc();
        this.batches = meters.buffer();
        this.worker = meters.writer();
    }

    void start() {
        thread.start();
    }

    void pause() {
        pause.pause();
    }

    void resume() {
        pause.resume();
    }

    private void run() throws InterruptedException {
        health.enter(Part.WRITER, PipelineState.RUNNING);
        try {
            while (!thread.isStopped()) {
                waitWhilePaused();
                List<BufferedEvent> batch = buffer.nextBatch(targets.faults().batchAtMost(MAX_BATCH), LINGER_NANOS);
                if (!batch.isEmpty()) {
                    write(batch);
                }
            }
        } finally {
            health.enter(Part.WRITER, PipelineState.STOPPED);
        }
    }

    private void waitWhilePaused() throws InterruptedException {
        if (pause.isPaused()) {
            health.enter(Part.WRITER, PipelineState.PAUSED);
            pause.awaitResume();
            health.enter(Part.WRITER, PipelineState.RUNNING);
        }
    }

    /** Tries until the batch is written: rounds of attempts, FAILED from the end of a round to the start of the next. */
    private void write(List<BufferedEvent> batch) throws InterruptedException {
        BatchWrite write = new BatchWrite(batch, transform, targets);
        while (!succeeds(write, batch.size())) {
            if (thread.isStoppedWithin(ROUND_MILLIS)) {
                return; // not acknowledged: the source sends it again, next time
            }
            health.enter(Part.WRITER, PipelineState.STARTING);
            cdc.retry();
        }
        buffer.written(batch);
        health.enter(Part.WRITER, PipelineState.RUNNING);
    }

    private boolean succeeds(BatchWrite write, int events) throws InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS_PER_ROUND; attempt++) {
            long start = System.nanoTime();
            try {
                write.attempt();
                batches.batch(BatchStatus.SUCCESS, events, System.nanoTime() - start);
                return true;
            } catch (SQLException | IOException | RuntimeException e) { // whatever the lake throws: the thread goes on
                long nanos = System.nanoTime() - start;
                log.debug("attempt {} to write {} events failed", attempt, events, e);
                if (attempt == ATTEMPTS_PER_ROUND) {
                    batches.batch(BatchStatus.ERROR, events, nanos);
                    worker.issue("batch_failed", Severity.ERROR);
                    health.failed(Part.WRITER, e);
                } else {
                    batches.batch(BatchStatus.RETRY, events, nanos);
                    cdc.error(e);
                    cdc.retry();
                    if (thread.isStoppedWithin(RETRY_MILLIS)) {
                        return false;
                    }
                }
            }
        }
        return false;
    }

    @Override
    public void close() {
        pause.resume();
        thread.close();
    }
}
