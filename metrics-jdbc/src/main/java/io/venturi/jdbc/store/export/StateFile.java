package io.venturi.jdbc.store.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the state of an export. Each state replaces the one before by a rename, after it is on the disk: whoever reads finds one or
 * the other. While it is open, no other export can have it. Not thread-safe.
 */
final class StateFile implements AutoCloseable {

    private final Path path;
    private final FileChannel lockFile;

    private StateFile(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Opens it, whether it is there or not.
     *
     * @throws IllegalStateException if another export has it
     */
    static StateFile open(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        FileChannel lockFile =
                FileChannel.open(beside(path, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(lockFile) == null) {
            lockFile.close();
            throw new IllegalStateException("another export has the state file " + path
                    + ": let it end, or give each export a file of its own");
        }
        return new StateFile(path, lockFile);
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // in this process
        }
    }

    private static Path beside(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    /** The state that was kept last. */
    Optional<ExportState> read() throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(StateJson.read(Files.readAllBytes(path)));
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "the state file " + path + " cannot be read (" + e.getMessage()
                            + "): restore it; without it, an export begins anew, into a receiver that must be empty",
                    e);
        }
    }

    /** Keeps a state. */
    void write(ExportState state) throws IOException {
        Path next = beside(path, ".tmp");
        try (FileChannel file = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(StateJson.write(state));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
