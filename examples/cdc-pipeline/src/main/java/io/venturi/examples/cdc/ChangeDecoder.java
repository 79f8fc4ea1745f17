package io.venturi.examples.cdc;

import io.venturi.Operation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Reads Debezium's change envelopes. */
final class ChangeDecoder {
    private static final String HEARTBEAT_TABLE = "pipeline.heartbeat";

    private ChangeDecoder() {}

    /** The envelope of a row change; nothing for Debezium's own records. */
    static Optional<Struct> envelope(SourceRecord message) {
        Schema schema = message.valueSchema();
        boolean isChange = schema != null && schema.field("source") != null && schema.field("op") != null;
        return isChange ? Optional.of((Struct) message.value()) : Optional.empty();
    }

    static Optional<ChangeEvent> change(Struct envelope) {
        Struct source = envelope.getStruct("source");
        if (!source.getString("schema").equals("public")) {
            return Optional.empty();
        }
        return ShopTable.named(source.getString("table"))
                .map(table -> new ChangeEvent(table, operation(envelope), sourceMillis(envelope), row(envelope)));
    }

    /**
     * The heartbeat row comes in the order of the commits, like any other: when it arrives, everything that was committed
     * before it has arrived.
     */
    static boolean isHeartbeat(Struct envelope) {
        Struct source = envelope.getStruct("source");
        return HEARTBEAT_TABLE.equals(source.getString("schema") + "." + source.getString("table"));
    }

    /** When the change was committed; of snapshot rows, when the snapshot was taken. */
    static long sourceMillis(Struct envelope) {
        return envelope.getStruct("source").getInt64("ts_ms");
    }

    /** Where in the WAL the change stands: one record, one row. */
    static long position(Struct envelope) {
        Long lsn = envelope.getStruct("source").getInt64("lsn");
        return lsn == null ? 0 : lsn;
    }

    /** Debezium's word for where in the snapshot the row was; nothing once it streams. */
    static Optional<String> snapshotMarker(Struct envelope) {
        String marker = envelope.getStruct("source").getString("snapshot");
        return Optional.ofNullable(marker).filter(word -> !word.equals("false"));
    }

    private static Operation operation(Struct envelope) {
        return switch (envelope.getString("op")) {
            case "c" -> Operation.INSERT;
            case "u" -> Operation.UPDATE;
            case "d" -> Operation.DELETE;
            case "t" -> Operation.TRUNCATE;
            case "r" -> Operation.READ;
            default -> Operation.OTHER;
        };
    }

    private static Map<String, @Nullable Object> row(Struct envelope) {
        Struct after = envelope.getStruct("after");
        Struct image = after != null ? after : envelope.getStruct("before");
        if (image == null) {
            return Map.of(); // a truncation
        }
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (Field field : image.schema().fields()) {
            row.put(field.name(), image.get(field));
        }
        return row;
    }
}
