package dev.penstock.jdbc;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The current row of a result, with columns read as the types the store works in.
final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    /// Reads one row into a value.
    @FunctionalInterface
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    String text(String column) throws SQLException {
        var text = result.getString(column);
        if (text == null) {
            throw new SQLException("column " + column + " is NULL");
        }
        return text;
    }

    @Nullable
    String textOrNull(String column) throws SQLException {
        return result.getString(column);
    }

    long number(String column) throws SQLException {
        return result.getLong(column);
    }

    int integer(String column) throws SQLException {
        return Math.toIntExact(number(column));
    }

    @Nullable
    Long numberOrNull(String column) throws SQLException {
        var number = result.getLong(column);
        return result.wasNull() ? null : number;
    }

    double real(String column) throws SQLException {
        return result.getDouble(column);
    }

    boolean flag(String column) throws SQLException {
        return number(column) != 0;
    }

    boolean isNull(String column) throws SQLException {
        return numberOrNull(column) == null;
    }

    Instant time(String column) throws SQLException {
        return Instant.ofEpochMilli(number(column));
    }

    @Nullable
    Instant timeOrNull(String column) throws SQLException {
        var millis = numberOrNull(column);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    BigDecimal usd(String column) throws SQLException {
        return PicoUsd.toUsd(number(column));
    }

    @Nullable
    BigDecimal usdOrNull(String column) throws SQLException {
        var pico = numberOrNull(column);
        return pico == null ? null : PicoUsd.toUsd(pico);
    }

    byte @Nullable [] bytesOrNull(String column) throws SQLException {
        return result.getBytes(column);
    }
}
