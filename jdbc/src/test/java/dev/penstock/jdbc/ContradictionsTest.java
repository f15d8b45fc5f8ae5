package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.store.RunStatus;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rows that somebody tampered with are found. Items: 0 accepted, 1 dead, 2 discarded, 3 pending with a call in flight.
class ContradictionsTest {
    @TempDir
    Path folder;
    private SqliteStore store;

    @BeforeEach
    void fill() {
        store = SqliteStore.openForEngine(folder.resolve("penstock.db"), "a test");
        Samples.start(store, RUN, 4);
        Samples.accept(store, RUN, 0);
        Samples.bury(store, RUN, 1);
        store.deadLetters().discard(Samples.bury(store, RUN, 2), 1, Samples.by("ann", null));
        store.journal().intend(Samples.intent(RUN, 3, 1));
        store.runs().status(RUN, RunStatus.HALTED, null, Samples.NOON);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void findsNothingInAHealthyRun() {
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE item SET status = 'lost' WHERE seq = 3                          | no known status: 1, the first at position 3
            UPDATE run SET status = 'complete'                                     | items wait although
            UPDATE run SET status = 'complete', position_complete = 0              | never read although
            DELETE FROM item WHERE seq = 3                                         | have no item: 1
            UPDATE attempt SET status = NULL WHERE seq = 0                         | neither a complete accepted reply
            UPDATE item SET status = 'accepted', output = '{}' WHERE seq = 3       | neither a complete accepted reply
            UPDATE item SET output = NULL WHERE seq = 0                            | no output
            UPDATE item SET output = '{}' WHERE seq = 1                            | have an output
            UPDATE attempt SET purpose = 'useful' WHERE seq = 1                    | do not use their reply
            UPDATE attempt SET seq = 0, n = 2, purpose = 'useful' WHERE seq = 1    | more than one useful
            UPDATE attempt SET received_at = NULL WHERE seq = 0                    | nothing was received
            UPDATE attempt SET concluded = 0 WHERE seq = 0                         | not concluded
            UPDATE item SET status = 'discarded' WHERE seq = 3                     | finished items are not concluded
            UPDATE attempt SET cost_pico = 1 WHERE seq = 3                         | booked at what was reserved
            UPDATE attempt SET purpose = 'fun' WHERE seq = 0                       | no known purpose
            UPDATE attempt SET input_tokens = -1 WHERE seq = 0                     | negative
            UPDATE attempt SET cache_read = 101 WHERE seq = 0                      | cached tokens
            UPDATE attempt SET n = 3 WHERE seq = 0                                 | not numbered
            UPDATE dead_letter SET status = 'accepted' WHERE seq = 1               | no open dead letter
            UPDATE item SET status = 'pending' WHERE seq = 1                       | items that are not dead
            UPDATE item SET status = 'discarded' WHERE seq = 1                     | no review that discards
            DELETE FROM prompt_version                                             | not stored: 1
            """)
    void findsWhatWasTamperedWith(String sql, String sentence) throws SQLException {
        tamper(sql);

        assertThat(store.runs().contradictions(RUN)).anySatisfy(found -> assertThat(found).contains(sentence));
    }

    private void tamper(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("penstock.db"));
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA ignore_check_constraints = ON");
            statement.execute("PRAGMA foreign_keys = OFF");
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }
}
