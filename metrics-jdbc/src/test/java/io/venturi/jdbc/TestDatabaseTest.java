package io.venturi.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tests' own ground. */
class TestDatabaseTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @RegisterExtension
    static final TestDatabase other = new TestDatabase();

    @Test
    void databasesAreApart() throws SQLException {
        database.execute("CREATE TABLE t (n bigint)", "INSERT INTO t VALUES (42)");

        assertThat(database.number("SELECT n FROM t WHERE n > ?", 1)).isEqualTo(42);
        assertThat(database.text("SELECT current_database()")).isEqualTo(database.name());
        assertThat(other.text("SELECT to_regclass('t')")).isNull();
    }
}
