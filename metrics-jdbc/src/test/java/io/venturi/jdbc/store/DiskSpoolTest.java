package io.venturi.jdbc.store;

import static io.venturi.jdbc.store.Figures.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.core.instrument.MockClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpoolTest {

    private static final long DISK = 100_000;
    private static final long MEMORY = 100_000;

    @TempDir
    Path folder;

    private final MockClock clock = new MockClock();
    private Path directory;
    private StoreBooks books;
    private DiskSpool spool;

    @BeforeEach
    void open() {
        directory = folder.resolve("spool/orders");
        clock.add(Duration.ofMillis(Figures.NOW.toEpochMilli() - clock.wallTime()));
        start();
    }

    // A process starts: its books are empty.
    private void start() {
        books = new StoreBooks();
        spool = new DiskSpool(SpoolDirectory.open(directory), DISK, MEMORY, Duration.ofHours(1), clock, books);
    }

    private void restart() {
        spool.close();
        start();
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private void add(SampleBatch batch) {
        books.accepted.add(batch.size());
        spool.add(batch);
    }

    private List<Long> drained() throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (SampleBatch batch = spool.first(); batch != null; batch = spool.first()) {
            numbers.add(batch.seq());
            assertThat(batch.samples())
                    .isEqualTo(Figures.batch(batch.seq(), batch.size()).samples());
            assertThat(spool.removeFirst()).isTrue();
        }
        assertThat(spool.size()).isZero();
        assertThat(spool.bytes()).isZero();
        return numbers;
    }

    private List<String> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private Path file(int index) throws IOException {
        return directory.resolve(files(".batch").get(index));
    }

    private Books books() {
        return Books.of(books, spool.size());
    }

    @Test
    void eachBatchIsAFileUntilItIsStored() throws IOException {
        add(batch(1, 10));
        add(batch(2, 10));
        assertThat(files(".batch")).hasSize(2);
        assertThat(spool.size()).isEqualTo(20);
        assertThat(spool.bytes()).as("blocks").isEqualTo(8192);
        assertThat(drained()).containsExactly(1L, 2L);
        assertThat(files("")).containsExactly("spool.lock");
    }

    @Test
    void theNextProcessTakesOverInOrder() throws IOException {
        for (int seq = 1; seq <= 11; seq++) {
            add(batch(seq, 10));
        }
        restart();
        assertThat(books()).as("found counts as accepted").isEqualTo(new Books(110, 0, 0, 0, 0, 110));
        add(batch(UUID.randomUUID(), 1, 10));
        assertThat(drained()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 1L);
        restart();
        assertThat(drained()).isEmpty();
    }

    @Test
    void olderIncarnationsComeFirstWhateverTheClockSays() throws IOException {
        List<UUID> expected = new ArrayList<>();
        for (int process = 0; process < 4; process++) {
            UUID incarnation = UUID.randomUUID();
            expected.add(incarnation);
            add(batch(incarnation, 1, 1));
            add(batch(incarnation, 2, 1));
            clock.add(Duration.ofHours(-1));
            restart();
        }
        List<UUID> found = new ArrayList<>();
        for (SampleBatch batch = spool.first(); batch != null; batch = spool.first()) {
            found.add(batch.incarnation());
            assertThat(batch.seq()).isEqualTo(found.size() % 2 == 1 ? 1 : 2);
            spool.removeFirst();
        }
        assertThat(found.stream().distinct()).isEqualTo(expected);
        assertThat(found).hasSize(8);
    }

    @Test
    void whatIsTakenStaysForTheNextProcess() throws IOException {
        add(batch(1, 10));
        assertThat(spool.first()).isNotNull();
        spool.close();
        assertThat(spool.removeFirst())
                .as("the next process will store it, or find that it is")
                .isFalse();
        start();
        assertThat(drained()).containsExactly(1L);
    }

    @Test
    void halfWrittenFilesAreRemoved() throws IOException {
        add(batch(1, 10));
        spool.close();
        Path half = directory.resolve(
                files(".batch").get(0).replace("-0000000000000000001.", "-0000000000000000002.") + ".tmp");
        Files.write(half, new byte[10]);
        Path foreign = directory.resolve("notes.tmp");
        Files.writeString(foreign, "not ours");
        start();
        assertThat(drained()).containsExactly(1L);
        assertThat(half).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void whatCannotBeReadAtTheStartIsSetAside() throws IOException {
        add(batch(1, 10));
        add(batch(2, 10));
        add(batch(3, 10));
        spool.close();
        Path cut = file(0);
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 100));
        Files.write(file(1), new byte[0]);
        Files.writeString(directory.resolve("made-up.batch"), "not ours");
        start();
        assertThat(books()).as("how many figures is not known").isEqualTo(new Books(13, 0, 0, 0, 3, 10));
        assertThat(drained()).containsExactly(3L);
        assertThat(files(".unreadable")).hasSize(3).contains("made-up.batch.unreadable");
        restart();
        assertThat(books()).as("not again").isEqualTo(new Books(0, 0, 0, 0, 0, 0));
    }

    @Test
    void whatCannotBeReadLaterIsSetAside() throws IOException {
        add(batch(1, 10));
        add(batch(2, 20));
        add(batch(3, 30));
        restart();
        byte[] bytes = Files.readAllBytes(file(0));
        bytes[bytes.length - 1]++;
        Files.write(file(0), bytes);
        Files.delete(file(1));
        assertThat(drained()).containsExactly(3L);
        assertThat(books().overflowed()).isEqualTo(30);
        assertThat(files(".unreadable")).hasSize(1);
    }

    @Test
    void aFileUnderAnotherNameIsNoBatch() throws IOException {
        add(batch(1, 10));
        spool.close();
        Files.move(file(0), directory.resolve(files(".batch").get(0).replace("1.batch", "7.batch")));
        start();
        assertThat(drained()).isEmpty();
        assertThat(files(".unreadable")).hasSize(1);
    }

    @Test
    void theOldestGoWhereThereIsNoRoom() throws IOException {
        for (int seq = 1; seq <= 100; seq++) {
            add(batch(seq, 10));
            assertThat(spool.bytes()).isLessThanOrEqualTo(DISK);
        }
        assertThat(books()).isEqualTo(new Books(1000, 0, 0, 0, 760, 240));
        assertThat(files(".batch")).hasSize(24);
        assertThat(drained()).startsWith(77L).endsWith(100L).isSorted();
    }

    @Test
    void theOldestGoWhereTheNextProcessHasLessRoom() throws IOException {
        for (int seq = 1; seq <= 10; seq++) {
            add(batch(seq, 10));
        }
        spool.close();
        books = new StoreBooks();
        spool = new DiskSpool(SpoolDirectory.open(directory), 3 * 4096, MEMORY, Duration.ofHours(1), clock, books);
        assertThat(books()).isEqualTo(new Books(100, 0, 0, 0, 70, 30));
        assertThat(drained()).containsExactly(8L, 9L, 10L);
    }

    @Test
    void whatIsTakenIsNotDropped() throws IOException {
        add(batch(1, 10));
        assertThat(spool.first()).isNotNull();
        for (int seq = 2; seq <= 100; seq++) {
            add(batch(seq, 10));
        }
        clock.add(Duration.ofHours(2));
        assertThat(drained()).containsExactly(1L);
        assertThat(books.accepted.sum() - books.overflowed.sum() - books.expired.sum())
                .isEqualTo(10);
    }

    @Test
    void whatWaitsForTooLongExpiresAlsoInTheNextProcess() throws IOException {
        add(batch(1, 10)); // as of NOW
        clock.add(Duration.ofMinutes(30));
        restart();
        add(new SampleBatch(
                Figures.RUNTIME,
                UUID.randomUUID(),
                2,
                Figures.NOW.plus(Duration.ofMinutes(30)),
                Figures.samples(2_000_000, 20),
                List.of()));
        clock.add(Duration.ofMinutes(31));
        assertThat(drained()).containsExactly(2L);
        assertThat(books.expired.sum()).isEqualTo(10);
        assertThat(files(".batch")).isEmpty();
    }

    @Test
    void aClockThatStepsBackExpiresNothing() throws IOException {
        add(batch(1, 10));
        clock.add(Duration.ofHours(-1));
        restart();
        clock.add(Duration.ofMinutes(59));
        assertThat(drained()).containsExactly(1L);
    }

    @Test
    void aSecondStoreIsKeptOut() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SpoolDirectory.open(directory))
                .withMessageContaining(directory.toString())
                .withMessageContaining("is in use by another store of this process")
                .withMessageContaining("give each store a directory of its own");
    }

    @Test
    void aDirectoryThatCannotBeOneIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatIllegalStateException()
                .isThrownBy(() -> SpoolDirectory.open(file.resolve("spool")))
                .withMessageContaining("cannot be used");
    }

    // A directory in the place of the file: as unwritable as a full disk, also for root.
    private Path obstructed(long seq) throws IOException {
        Path obstacle = Files.createDirectory(directory.resolve(BatchName.of(1, Figures.INCARNATION, seq) + ".tmp"));
        return Files.writeString(obstacle.resolve("not-empty"), "");
    }

    @Test
    void whatCannotBeWrittenWaitsInMemory() throws IOException {
        add(batch(1, 10));
        obstructed(2);
        add(batch(2, 10));
        add(batch(3, 10));
        assertThat(files(".batch")).as("the disk is tried again").hasSize(2);
        assertThat(books()).isEqualTo(new Books(30, 0, 0, 0, 0, 30));
        assertThat(drained()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void memoryIsBoundedAsWell() throws IOException {
        for (int seq = 1; seq <= 100; seq++) {
            obstructed(seq);
            add(batch(seq, 100));
            assertThat(spool.bytes()).isLessThanOrEqualTo(MEMORY);
        }
        assertThat(books().balanced().overflowed()).isGreaterThan(8_000);
        assertThat(drained()).endsWith(100L).isSorted().hasSizeGreaterThan(5);
    }

    @Test
    void atTheEndTheDiskIsTriedOnceMore() throws IOException {
        Path obstacle = obstructed(1);
        obstructed(2);
        add(batch(1, 10));
        add(batch(2, 20));
        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
        spool.close();
        assertThat(books()).isEqualTo(new Books(30, 0, 0, 0, 20, 10));
        start();
        assertThat(drained()).containsExactly(1L);
    }

    @Test
    void muchThatWaitsIsReadFromDisk() throws IOException {
        spool.close();
        books = new StoreBooks();
        spool = new DiskSpool(SpoolDirectory.open(directory), 1 << 30, MEMORY, Duration.ofHours(1), clock, books);
        List<Long> expected = new ArrayList<>();
        for (long seq = 1; seq <= 50; seq++) {
            add(batch(seq, 100));
            expected.add(seq);
        }
        assertThat(drained()).isEqualTo(expected);
        assertThat(books().overflowed()).isZero();
    }
}
