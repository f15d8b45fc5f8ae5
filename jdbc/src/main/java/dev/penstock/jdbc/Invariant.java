package dev.penstock.jdbc;

import java.sql.SQLException;
import java.util.Collections;
import java.util.Optional;

/// Something that must hold for every row of a run.
///
/// @param broken what is the case when it does not hold, with a plural subject
/// @param sql selects `times`, how many rows break it, and `seq`, the first item among them or NULL; every parameter is
///     the run's key
record Invariant(String broken, String sql) {
    /// What is wrong; empty when it holds.
    Optional<String> sentence(Session session, long run) throws SQLException {
        var runs = Collections.nCopies((int) sql.chars().filter(c -> c == '?').count(), (Object) run).toArray();
        return session.first(sql, this::sentence, runs).filter(sentence -> !sentence.isEmpty());
    }

    private String sentence(Row row) throws SQLException {
        long times = row.number("times");
        if (times == 0) {
            return "";
        }
        var seq = row.numberOrNull("seq");
        return broken + ": " + times + (seq == null ? "" : ", the first at position " + seq);
    }
}
