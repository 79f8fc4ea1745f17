package io.venturi.benchmarks;

import io.venturi.jdbc.store.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** The least that can be done: rows with numbers for series, by a binary COPY each step. */
final class BareCopy implements SampleSink {

    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int HEADER = SIGNATURE.length + 2 * Integer.BYTES;
    private static final int ROW = Short.BYTES + 3 * (Integer.BYTES + Long.BYTES);
    private static final int CHUNK = 1 << 16;

    private final Connection connection;
    private final CopyManager copies;

    BareCopy(StoreServer server) throws SQLException {
        connection = server.connect("");
        connection.setAutoCommit(false);
        copies = new CopyManager(connection.unwrap(BaseConnection.class));
    }

    @Override
    public void store(List<List<Sample>> steps) throws SQLException {
        for (List<Sample> step : steps) {
            byte[] rows = encoded(step);
            CopyIn copy = copies.copyIn("COPY " + StoreServer.BARE + " FROM STDIN (FORMAT binary)");
            for (int at = 0; at < rows.length; at += CHUNK) {
                copy.writeToCopy(rows, at, Math.min(CHUNK, rows.length - at));
            }
            copy.endCopy();
            connection.commit();
        }
    }

    private static byte[] encoded(List<Sample> step) {
        byte[] bytes = new byte[HEADER + ROW * step.size() + Short.BYTES];
        ByteBuffer rows = ByteBuffer.wrap(bytes);
        rows.put(SIGNATURE).putInt(0).putInt(0);
        long series = 0;
        for (Sample sample : step) {
            long micros = Duration.between(EPOCH, sample.time()).toMillis() * 1_000;
            rows.putShort((short) 3);
            rows.putInt(Long.BYTES).putLong(micros);
            rows.putInt(Long.BYTES).putLong(++series);
            rows.putInt(Long.BYTES).putDouble(sample.value());
        }
        rows.putShort((short) -1);
        return bytes;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
