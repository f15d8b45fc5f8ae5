package dev.penstock.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection and its prepared statements. Belongs to one thread.
final class Session implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    /// @param connection in auto-commit mode; transactions are opened by statements
    Session(Connection connection) {
        this.connection = connection;
    }

    /// What a thread that owns a session does with it. May run twice, so it must have no effect outside the database.
    @FunctionalInterface
    interface Task<T> {
        T run(Session session) throws SQLException;
    }

    /// Runs a statement that changes rows.
    ///
    /// @return how many it changed
    int update(String sql, @Nullable Object... arguments) throws SQLException {
        return bound(sql, arguments).executeUpdate();
    }

    /// The first row; empty when there is none.
    <T> Optional<T> first(String sql, Row.Reader<T> reader, @Nullable Object... arguments) throws SQLException {
        try (var result = bound(sql, arguments).executeQuery()) {
            return result.next() ? Optional.of(reader.read(new Row(result))) : Optional.empty();
        }
    }

    /// All rows.
    <T> List<T> all(String sql, Row.Reader<T> reader, @Nullable Object... arguments) throws SQLException {
        try (var cursor = cursor(sql, reader, arguments)) {
            return cursor.next(Integer.MAX_VALUE);
        }
    }

    /// Rows to be read page by page, all from the same snapshot.
    <T> Cursor<T> cursor(String sql, Row.Reader<T> reader, @Nullable Object... arguments) throws SQLException {
        return new Cursor<>(bound(sql, arguments).executeQuery(), reader);
    }

    /// Runs a statement without parameters and results, such as `BEGIN`.
    void execute(String sql) throws SQLException {
        statement(sql).execute();
    }

    /// Runs a statement to its end although it has rows nobody reads, such as a pragma that works as it is stepped.
    void exhaust(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private PreparedStatement bound(String sql, @Nullable Object... arguments) throws SQLException {
        var statement = statement(sql);
        for (int i = 0; i < arguments.length; i++) {
            bind(statement, i + 1, arguments[i]);
        }
        return statement;
    }

    private PreparedStatement statement(String sql) throws SQLException {
        var known = prepared.get(sql);
        if (known != null) {
            return known;
        }
        var fresh = connection.prepareStatement(sql);
        prepared.put(sql, fresh);
        return fresh;
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case Double number -> statement.setDouble(index, number);
            case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
            case String text -> statement.setString(index, text);
            case byte[] bytes -> statement.setBytes(index, bytes);
            default -> throw new IllegalArgumentException("no column holds a " + value.getClass());
        }
    }

    /// A result that is read page by page.
    static final class Cursor<T> implements AutoCloseable {
        private final ResultSet result;
        private final Row.Reader<T> reader;

        private Cursor(ResultSet result, Row.Reader<T> reader) {
            this.result = result;
            this.reader = reader;
        }

        /// The next rows; empty at the end.
        List<T> next(int limit) throws SQLException {
            var rows = new ArrayList<T>();
            while (rows.size() < limit && result.next()) {
                rows.add(reader.read(new Row(result)));
            }
            return rows;
        }

        @Override
        public void close() throws SQLException {
            result.close();
        }
    }
}
