package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

/** What became of figures, to be compared. */
record Books(long accepted, long stored, long rejected, long expired, long overflowed, long waiting) {

    static Books of(StoreBooks books, long waiting) {
        return new Books(
                books.accepted.sum(),
                books.stored.sum(),
                books.rejected.sum(),
                books.expired.sum(),
                books.overflowed.sum(),
                waiting);
    }

    static Books of(MetricStore store) {
        return of(store.books, store.waiting());
    }

    /** All that was accepted is stored, dropped for a reason, or waits. */
    Books balanced() {
        assertThat(stored + rejected + expired + overflowed + waiting)
                .as("%s", this)
                .isEqualTo(accepted);
        return this;
    }
}
