package dev.penstock.server.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times as pages show them.
public final class Moments {
    private static final DateTimeFormatter TO_THE_SECOND = DateTimeFormatter
            .ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Moments() {}

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
