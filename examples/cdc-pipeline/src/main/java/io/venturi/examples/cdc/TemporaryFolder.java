package io.venturi.examples.cdc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A folder that is gone when closed. */
final class TemporaryFolder implements AutoCloseable {
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Path path;

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    static TemporaryFolder create(String prefix) throws IOException {
        return new TemporaryFolder(Files.createTempDirectory(prefix));
    }

    Path path() {
        return path;
    }

    /** A process on its way out may still write: removes until nothing is left. */
    @Override
    public void close() throws IOException {
        long end = System.nanoTime() + GIVE_UP_NANOS;
        while (Files.exists(path)) {
            try {
                remove();
            } catch (IOException | UncheckedIOException e) {
                if (System.nanoTime() > end) {
                    throw new IOException(path + " could not be removed", e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private void remove() throws IOException {
        try (Stream<Path> deepestFirst = Files.walk(path).sorted(Comparator.reverseOrder())) {
            for (Path each : (Iterable<Path>) deepestFirst::iterator) {
                Files.deleteIfExists(each);
            }
        }
    }
}
