package dev.penstock.provider;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads how long a provider asks to wait, in every spelling seen: `retry-after-ms`, `retry-after` in decimal seconds, and
/// `retry-after` as an HTTP date (RFC 9110 section 10.2.3). Pure: a date counts from the response's own `date` header, never
/// from the local clock, which may be wrong.
public final class RetryAfter {
    private static final Pattern DECIMAL = Pattern.compile("\\+?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");
    private static final int LONGEST_HEADER = 64;
    private static final Duration LONGEST = Duration.ofDays(36_500);
    /// More than that is a broken clock or a broken proxy, not advice.
    private static final Duration LONGEST_BELIEVED = Duration.ofHours(24);

    private RetryAfter() {}

    /// A wait that can be followed.
    ///
    /// @param asked as [#from] read it
    /// @return null if none was asked for, or none that anybody can mean: nothing at all, or more than a day
    public static @Nullable Duration believed(@Nullable Duration asked) {
        return asked == null || !asked.isPositive() || asked.compareTo(LONGEST_BELIEVED) > 0 ? null : asked;
    }

    /// The wait a response asks for, not clamped to what is sensible.
    ///
    /// @param headers names in lower case
    /// @return null if the response asks for none, or for one that makes no sense (negative, not a number, a date without
    ///     a `date` header); a finite number beyond a hundred years is a hundred years
    public static @Nullable Duration from(Map<String, List<String>> headers) {
        var milliseconds = decimal(first(headers, "retry-after-ms"), 1);
        if (milliseconds != null) {
            return milliseconds;
        }
        var value = first(headers, "retry-after");
        var seconds = decimal(value, 1000);
        return seconds != null ? seconds : untilDate(value, first(headers, "date"));
    }

    private static @Nullable String first(Map<String, List<String>> headers, String name) {
        var values = headers.get(name);
        if (values == null || values.isEmpty()) {
            return null;
        }
        var value = values.getFirst().strip();
        return value.length() > LONGEST_HEADER ? null : value;
    }

    private static @Nullable Duration decimal(@Nullable String value, int millisPerUnit) {
        if (value == null || !DECIMAL.matcher(value).matches()) {
            return null;
        }
        double millis = Double.parseDouble(value) * millisPerUnit;
        if (Double.isInfinite(millis)) {
            return null;
        }
        return millis >= LONGEST.toMillis() ? LONGEST : Duration.ofNanos(Math.round(millis * 1_000_000));
    }

    private static @Nullable Duration untilDate(@Nullable String value, @Nullable String date) {
        var until = instant(value);
        var now = instant(date);
        if (until == null || now == null || until.isBefore(now)) {
            return null;
        }
        return Duration.between(now, until);
    }

    private static @Nullable Instant instant(@Nullable String date) {
        if (date == null) {
            return null;
        }
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
