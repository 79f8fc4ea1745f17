package io.venturi.jdbc.store;

import io.micrometer.core.instrument.Clock;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches that wait on disk, each in a file that is there before the batch counts as added, and what earlier processes left there, first. What
 * cannot be written waits in memory instead, within a bound of its own. Thread-safe.
 */
final class DiskSpool implements Spool {

    private static final Logger LOG = LoggerFactory.getLogger(MetricStore.class);
    /** Of the memory, a quarter is for batches that are on disk as well: it spares to read them again. */
    private static final int CACHE_PART = 4;
    /** What files take in most file systems. */
    private static final long BLOCK = 4096;
    /** How often in a row a file may fail to be read before it is set aside; the pauses between grow. */
    private static final int MOST_FAILURES = 10;

    private final SpoolDirectory directory;
    private final long maxBytes;
    private final long maxMemory;
    private final long maxCache;
    private final long maxAgeNanos;
    private final Clock clock;
    private final StoreBooks books;
    private final SparseLog log;
    private final long generation;

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final HeapFootprint memory = new HeapFootprint();
    private final HeapFootprint cache = new HeapFootprint();
    private long diskBytes;
    private long size;
    private boolean closed;
    /** What {@link #first} returned, or tries to; it waits no longer in the queue, so that nothing drops it. */
    private @Nullable Waiting taken;

    /** A batch in a file, in memory, or in both. */
    private static final class Waiting {
        private final @Nullable String file;
        private final long fileBytes;
        private final int figures;
        private final long since;
        private @Nullable SampleBatch batch;
        private int failures;

        Waiting(@Nullable String file, long fileBytes, int figures, long since, @Nullable SampleBatch batch) {
            this.file = file;
            this.fileBytes = fileBytes;
            this.figures = figures;
            this.since = since;
            this.batch = batch;
        }
    }

    /**
     * Takes over what is in the directory, which counts as accepted, and the directory itself, to be closed with the spool.
     *
     * @param maxBytes of the disk
     * @param maxMemory of the heap, about
     */
    DiskSpool(SpoolDirectory directory, long maxBytes, long maxMemory, Duration maxAge, Clock clock, StoreBooks books) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.maxCache = maxMemory / CACHE_PART;
        this.maxMemory = maxMemory - maxCache;
        this.maxAgeNanos = maxAge.toNanos();
        this.clock = clock;
        this.books = books;
        this.log = new SparseLog(clock);
        this.generation = takeOver() + 1;
    }

    /** Queues what is there; the last generation that left something. */
    private synchronized long takeOver() {
        long last = 0;
        try {
            List<String> names = directory.names();
            for (String name : names) {
                last = Math.max(last, BatchName.generation(name));
            }
            for (String name : names) {
                takeOver(name);
            }
        } catch (IOException e) {
            // Not only this file: of what it holds, nothing that comes later may be stored first.
            LOG.warn(
                    "{} cannot be read; what an earlier process left there, and is not queued yet, waits for another start: see"
                            + " to the file that the cause names, or move it away",
                    directory,
                    e);
        }
        if (size > 0) {
            LOG.info(
                    "{} figures in {} bytes that an earlier process left in {} are stored now",
                    size,
                    diskBytes,
                    directory);
        }
        expire();
        dropBeyondDisk();
        return last;
    }

    private void takeOver(String name) throws IOException {
        try {
            BatchHeader header = BatchHeader.read(directory.read(name, BatchHeader.LENGTH));
            long length = directory.length(name);
            if (length != (long) BatchHeader.LENGTH + header.bodyLength()) {
                throw new UnreadableBatchException(
                        "it has " + length + " bytes instead of " + (BatchHeader.LENGTH + (long) header.bodyLength()));
            }
            if (!BatchName.isOf(name, header.incarnation(), header.seq())) {
                throw new UnreadableBatchException("it holds another batch than its name says");
            }
            books.accepted.add(header.size());
            enqueue(new Waiting(name, onDisk(length), header.size(), since(header.created()), null));
        } catch (UnreadableBatchException e) {
            // Nobody knows how many figures; that something is lost must be seen all the same.
            books.accepted.increment();
            books.overflowed.increment();
            setAside(name, e);
        }
    }

    /** When a batch was made, by this process's own clock: of another process's, only the wall clock is known. */
    private long since(Instant created) {
        long now = clock.monotonicTime();
        try {
            Duration age = Duration.between(created, Instant.ofEpochMilli(clock.wallTime()));
            return now - Math.min(maxAgeNanos + 1, Math.max(0, age.toNanos()));
        } catch (ArithmeticException e) {
            return now - (maxAgeNanos + 1);
        }
    }

    private static long onDisk(long length) {
        return (length + BLOCK - 1) / BLOCK * BLOCK;
    }

    private void enqueue(Waiting one) {
        waiting.addLast(one);
        diskBytes += one.fileBytes;
        size += one.figures;
    }

    @Override
    public void add(SampleBatch batch) {
        String name = BatchName.of(generation, batch.incarnation(), batch.seq());
        long bytes = write(name, batch);
        synchronized (this) {
            if (bytes < 0) {
                memory.add(batch);
                enqueue(new Waiting(null, 0, batch.size(), clock.monotonicTime(), batch));
            } else {
                enqueue(new Waiting(name, bytes, batch.size(), clock.monotonicTime(), cached(batch)));
            }
            expire();
            dropBeyondDisk();
            while (memory.bytes() > maxMemory || (closed && memory.bytes() > 0)) {
                if (!dropOldest(false)) {
                    break;
                }
            }
        }
    }

    /** How much of the disk it takes, or -1 where it could not be written. */
    private long write(String name, SampleBatch batch) {
        try {
            byte[] bytes = BatchEncoding.encode(batch);
            directory.write(name, bytes);
            return onDisk(bytes.length);
        } catch (IOException | RuntimeException e) {
            if (log.allows("write")) {
                LOG.warn(
                        "{} figures cannot be written to {}, and wait in memory, which does not outlive this process"
                                + " (logged at most once a minute)",
                        batch.size(),
                        directory,
                        e);
            }
            return -1;
        }
    }

    private @Nullable SampleBatch cached(SampleBatch batch) {
        cache.add(batch);
        if (cache.bytes() <= maxCache) {
            return batch;
        }
        cache.remove(batch);
        return null;
    }

    private void expire() {
        Waiting oldest = waiting.peekFirst();
        while (oldest != null && clock.monotonicTime() - oldest.since > maxAgeNanos) {
            waiting.removeFirst();
            drop(oldest, books.expired, "they waited for too long");
            oldest = waiting.peekFirst();
        }
    }

    private void dropBeyondDisk() {
        while (diskBytes > maxBytes && dropOldest(true)) {}
    }

    /** Drops the oldest batch that is on disk, or that is not; false where there is none but the one that is taken. */
    private boolean dropOldest(boolean onDisk) {
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Waiting one = all.next();
            if ((one.file != null) == onDisk) {
                all.remove();
                drop(one, books.overflowed, onDisk ? "there is no room on disk" : "there is no room in memory");
                return true;
            }
        }
        return false;
    }

    private void drop(Waiting one, LongAdder reason, String why) {
        forget(one);
        reason.add(one.figures);
        delete(one.file);
        if (log.allows(why)) {
            LOG.warn(
                    "{} figures that waited in {} to be stored are dropped, since {}: {} wait in {} bytes"
                            + " (logged at most once a minute)",
                    one.figures,
                    directory,
                    why,
                    size,
                    bytes());
        }
    }

    private void forget(Waiting one) {
        size -= one.figures;
        diskBytes -= one.fileBytes;
        if (one.batch != null) {
            (one.file == null ? memory : cache).remove(one.batch);
        }
    }

    private void delete(@Nullable String file) {
        if (file == null) {
            return;
        }
        try {
            directory.delete(file);
        } catch (IOException e) {
            if (log.allows("delete")) {
                LOG.warn("{} cannot be removed from {}; the next process finds it again", file, directory, e);
            }
        }
    }

    @Override
    public @Nullable SampleBatch first() throws IOException {
        while (true) {
            Waiting oldest = take();
            if (oldest == null || oldest.batch != null) {
                return oldest == null ? null : oldest.batch;
            }
            SampleBatch batch = read(oldest);
            if (batch != null) {
                return batch;
            }
        }
    }

    private synchronized @Nullable Waiting take() {
        if (closed) {
            return null;
        }
        if (taken == null) {
            expire();
            taken = waiting.pollFirst();
        }
        return taken;
    }

    /** A batch from its file, or null where that was set aside. */
    private @Nullable SampleBatch read(Waiting one) throws IOException {
        String file = String.valueOf(one.file);
        try {
            return BatchDecoding.decode(directory.read(file));
        } catch (UnreadableBatchException | FileNotFoundException e) {
            lose(one, file, e);
        } catch (IOException e) {
            if (++one.failures < MOST_FAILURES) {
                throw e;
            }
            lose(one, file, e);
        }
        return null;
    }

    private void lose(Waiting one, String file, Exception cause) {
        synchronized (this) {
            if (closed) {
                return;
            }
            taken = null;
            forget(one);
            books.overflowed.add(one.figures);
        }
        setAside(file, cause);
    }

    private void setAside(String file, Exception cause) {
        try {
            LOG.error("A batch cannot be read and is kept as {}", directory.setAside(file), cause);
        } catch (IOException e) {
            e.addSuppressed(cause);
            LOG.error("{} cannot be read, and cannot be set aside from {}", file, directory, e);
        }
    }

    @Override
    public boolean removeFirst() {
        String file;
        synchronized (this) {
            Waiting done = taken;
            if (closed || done == null) {
                return false;
            }
            taken = null;
            forget(done);
            file = done.file;
        }
        delete(file);
        return true;
    }

    @Override
    public synchronized long bytes() {
        return diskBytes + memory.bytes();
    }

    @Override
    public synchronized long size() {
        return size;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (taken != null) {
            waiting.addFirst(taken);
            taken = null;
        }
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Waiting one = all.next();
            if (one.file == null && one.batch != null) {
                all.remove();
                save(one, one.batch);
            }
        }
        if (size > 0) {
            LOG.info("{} figures in {} bytes wait in {} for the next process", size, diskBytes, directory);
        }
        directory.close();
    }

    /** The last chance of what waits in memory: the disk may have room again. */
    private void save(Waiting one, SampleBatch batch) {
        forget(one);
        long bytes = write(BatchName.of(generation, batch.incarnation(), batch.seq()), batch);
        if (bytes < 0) {
            books.overflowed.add(one.figures);
            LOG.warn("{} figures are lost: they could neither be stored nor written to {}", one.figures, directory);
        } else {
            size += one.figures;
            diskBytes += bytes;
        }
    }
}
