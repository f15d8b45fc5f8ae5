package dev.penstock.server.console;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times as pages show them.
public final class Moments {
    private static final DateTimeFormatter TO_THE_SECOND = DateTimeFormatter
            .ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Moments() {}

    /// `13:00:01`, UTC.
    public static String timeOfDay(Instant at) {
        return TIME_OF_DAY.format(at);
    }

    /// `2026-11-20`, or `2026-11-20…11-23`; UTC.
    public static String days(Instant first, Instant last) {
        var from = LocalDate.ofInstant(first, ZoneOffset.UTC);
        var to = LocalDate.ofInstant(last, ZoneOffset.UTC);
        var end = to.toString();
        return from.equals(to)
                ? end
                : from + "…" + (from.getYear() == to.getYear() ? end.substring(end.indexOf('-') + 1) : end);
    }

    /// How long ago: `40s`, `12m`, `3h`, `5d`.
    public static String ago(Instant at, Instant now) {
        var age = Duration.between(at, now);
        return age.toDays() > 0
                ? age.toDays() + "d"
                : age.toHours() > 0
                        ? age.toHours() + "h"
                        : age.toMinutes() > 0 ? age.toMinutes() + "m" : Math.max(0, age.toSeconds()) + "s";
    }

    /// `2026-11-27 13:00:01 UTC`.
    public static String exactly(Instant at) {
        return TO_THE_SECOND.format(at);
    }
}
