package io.venturi.prometheus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A message in protobuf's encoding, read without generated classes: its fields by number, as metrics.proto numbers them. */
final class ProtobufMessage {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;

    private final Map<Integer, List<Object>> fields = new TreeMap<>();

    private ProtobufMessage(ByteBuffer in) {
        while (in.hasRemaining()) {
            long tag = varint(in);
            Object value =
                    switch ((int) tag & 7) {
                        case VARINT -> varint(in);
                        case FIXED64 -> in.getDouble();
                        case BYTES -> bytes(in);
                        default -> throw new AssertionError("wire type " + (tag & 7));
                    };
            fields.computeIfAbsent((int) (tag >>> 3), number -> new ArrayList<>())
                    .add(value);
        }
    }

    /** Messages one after the other, each after its length. */
    static List<ProtobufMessage> delimited(byte[] encoded) {
        ByteBuffer in = buffer(encoded);
        List<ProtobufMessage> messages = new ArrayList<>();
        while (in.hasRemaining()) {
            messages.add(new ProtobufMessage(buffer(bytes(in))));
        }
        return messages;
    }

    private static ByteBuffer buffer(byte[] encoded) {
        return ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[(int) varint(in)];
        in.get(bytes);
        return bytes;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new AssertionError("no end of a number");
    }

    private static long zigzag(long encoded) {
        return (encoded >>> 1) ^ -(encoded & 1);
    }

    private List<Object> values(int field) {
        return fields.getOrDefault(field, List.of());
    }

    boolean has(int field) {
        return !values(field).isEmpty();
    }

    String text(int field) {
        return new String((byte[]) values(field).get(0), StandardCharsets.UTF_8);
    }

    long number(int field) {
        return has(field) ? (long) values(field).get(0) : 0;
    }

    long signed(int field) {
        return zigzag(number(field));
    }

    double real(int field) {
        return has(field) ? (double) values(field).get(0) : 0;
    }

    /** Signed numbers, packed or not. */
    List<Long> allSigned(int field) {
        List<Long> all = new ArrayList<>();
        for (Object value : values(field)) {
            if (value instanceof byte[] packed) {
                for (ByteBuffer in = buffer(packed); in.hasRemaining(); ) {
                    all.add(zigzag(varint(in)));
                }
            } else {
                all.add(zigzag((long) value));
            }
        }
        return all;
    }

    List<ProtobufMessage> messages(int field) {
        return values(field).stream()
                .map(value -> new ProtobufMessage(buffer((byte[]) value)))
                .toList();
    }

    ProtobufMessage message(int field) {
        return messages(field).get(0);
    }
}
