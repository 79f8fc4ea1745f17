package io.venturi.jdbc.store;

import java.util.Arrays;

/** Which figures of a batch are rows to be stored, by their series' ids. Filled once, then sorted. Not thread-safe. */
final class RowOrder {

    private final long[] keys;
    private final long[] ids;
    private final int indexBits;
    private int size;

    /** An order of at most this many figures. */
    RowOrder(int figures) {
        this.keys = new long[figures];
        this.ids = new long[figures];
        this.indexBits = Integer.SIZE - Integer.numberOfLeadingZeros(figures);
    }

    /** Adds the figure of an index, whose series has an id. */
    void add(int index, long id) {
        ids[index] = id;
        // Id and index in one number are sorted without objects. Of ids that are too great for it some bits are lost,
        // and with
        // them the order, which is for speed only.
        keys[size++] = (id << indexBits) | index;
    }

    RowOrder sorted() {
        Arrays.sort(keys, 0, size);
        return this;
    }

    int size() {
        return size;
    }

    /** The index of the figure that comes at this place. */
    int index(int row) {
        return (int) (keys[row] & ((1L << indexBits) - 1));
    }

    /** The id of its series. */
    long id(int row) {
        return ids[index(row)];
    }
}
