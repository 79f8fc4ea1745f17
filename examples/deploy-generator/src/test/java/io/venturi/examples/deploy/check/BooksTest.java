package io.venturi.examples.deploy.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.venturi.examples.deploy.check.Books.Figures;
import org.junit.jupiter.api.Test;

/** The demo's last words are read as they are printed. */
class BooksTest {

    private static final String SUMMARY = """
              41 s  RUNNING  (errors 10, retries 1)
                                  received processed  skipped   dead in flight    lag s      rows   Iceberg
            public.orders             2421      2382        0      0        39      0.9       575      2382
            """;

    private static final String END = """
            drained after 1237 ms

                                    changed in PG  received  processed  skipped  dead-lettered  in flight  in Iceberg
            public.customers                 2362      2362       2120      242              0          0        2120
              as metered                               2362       2120      242              0          0        2120
            public.order_items               3651      3651       3637        0             14          0        3637
              as metered                               3651       3637        0             14          0        3637
            total                            6013      6013       5757      242             14          0        5757
              as metered                               6013       5757      242             14          0        5757
            All figures agree.
            """;

    @Test
    void theFiguresAreThoseOfTheEndThatTheMetersHadNoPartIn() {
        Books books = Books.parse(SUMMARY + END);
        assertThat(books.tables())
                .hasSize(2)
                .containsEntry("public.customers", new Figures(2362, 2362, 2120, 242, 0, 0, 2120))
                .containsEntry("public.order_items", new Figures(3651, 3651, 3637, 0, 14, 0, 3637));
    }

    @Test
    void aDemoThatDidNotComeToItsEndHasNoBooks() {
        assertThatIllegalArgumentException().isThrownBy(() -> Books.parse(SUMMARY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Books.parse(END.replace("          0        2120", "")))
                .withMessageContaining("public.customers");
    }
}
