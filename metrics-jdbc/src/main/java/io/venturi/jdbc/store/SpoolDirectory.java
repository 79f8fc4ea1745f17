package io.venturi.jdbc.store;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of files that are there as a whole or not at all, which one process has to itself. Thread-safe for different
 * files.
 */
final class SpoolDirectory implements AutoCloseable {

    /** How the names of batches end. */
    static final String BATCH = ".batch";

    private static final Logger LOG = LoggerFactory.getLogger(MetricStore.class);
    private static final String TEMPORARY = ".tmp";
    private static final String UNREADABLE = ".unreadable";
    private static final String LOCK = "spool.lock";
    /**
     * Directories of this process. A file's lock is the whole process's, and ends when any channel to that file is closed: so a second store
     * must not even open it.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileLock lock;

    private SpoolDirectory(Path directory, FileLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Makes the directory if need be, and keeps others out of it.
     *
     * @throws IllegalStateException if another has it, or it cannot be used
     */
    static SpoolDirectory open(Path path) {
        Path directory;
        try {
            directory = Files.createDirectories(path).toRealPath();
        } catch (IOException e) {
            throw unusable(path, e);
        }
        if (!OURS.add(directory)) {
            throw taken(directory, "another store of this process");
        }
        SpoolDirectory opened = null;
        try {
            opened = new SpoolDirectory(directory, lock(directory));
            return opened;
        } catch (IOException e) {
            throw unusable(directory, e);
        } finally {
            if (opened == null) {
                OURS.remove(directory);
            }
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // the lock has the channel
    private static FileLock lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw taken(directory, "another process");
        }
        return lock;
    }

    private static IllegalStateException taken(Path directory, String by) {
        return new IllegalStateException("spoolDirectory '" + directory + "' is in use by " + by
                + ": give each store a directory of its own, or close the other one");
    }

    private static IllegalStateException unusable(Path directory, IOException e) {
        return new IllegalStateException(
                "spoolDirectory '" + directory + "' cannot be used: give a directory that this process may write to",
                e);
    }

    /** The names of batches, in their order; what was being written when a process ended is removed. */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(BATCH)) {
                    names.add(name);
                } else if (name.endsWith(BATCH + TEMPORARY)) {
                    remove(file);
                }
            }
        }
        Collections.sort(names);
        return names;
    }

    /** Writes a file, which then outlives the process and the machine's power; or none. */
    void write(String name, byte[] bytes) throws IOException {
        Path temporary = directory.resolve(name + TEMPORARY);
        boolean written = false;
        try {
            // Not a channel, which an interrupt of the host's thread would close.
            try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
                out.write(bytes);
                out.getFD().sync();
            }
            Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            written = true;
        } finally {
            if (!written) {
                remove(temporary);
            }
        }
        forceNames();
    }

    private static void remove(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.debug("{} is left for the next start to remove", temporary, e);
        }
    }

    /** That the name outlives the power, too, where directories can be forced. */
    private void forceNames() {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        } catch (IOException e) {
            LOG.trace("{} cannot be forced", directory, e);
        }
    }

    byte[] read(String name) throws IOException {
        return read(name, Integer.MAX_VALUE);
    }

    /** The first so many bytes of a file, or all. */
    byte[] read(String name, int most) throws IOException {
        try (FileInputStream in = new FileInputStream(directory.resolve(name).toFile())) {
            return in.readNBytes(most);
        }
    }

    long length(String name) throws IOException {
        return Files.size(directory.resolve(name));
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    /** Keeps a file under a name that is no batch's, for whoever can make use of it. */
    Path setAside(String name) throws IOException {
        Path aside = directory.resolve(name + UNREADABLE);
        return Files.move(directory.resolve(name), aside, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    /** Lets others have it. */
    @Override
    public void close() {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            LOG.debug("The lock of {} could not be given up", directory, e);
        } finally {
            OURS.remove(directory);
        }
    }
}
