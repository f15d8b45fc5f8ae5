package dev.penstock.server.api;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long a caller wants to wait, from the `Prefer` header (RFC 7240). What is not understood is left out, as the RFC
/// asks.
///
/// @param async whether it does not want to wait at all
/// @param upTo null when nothing was said
record Prefer(boolean async, @Nullable Duration upTo) {
    private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?([0-9]{1,6})\"?");

    static Prefer of(@Nullable String header) {
        boolean async = false;
        Duration wait = null;
        for (var one : (header == null ? "" : header).toLowerCase(Locale.ROOT).split(",", -1)) {
            var preference = one.strip();
            var seconds = WAIT.matcher(preference);
            async |= preference.equals("respond-async");
            wait = seconds.matches() ? Duration.ofSeconds(Long.parseLong(seconds.group(1))) : wait;
        }
        return new Prefer(async, wait);
    }

    /// How long to wait before the answer is only a promise.
    Duration patience(Duration most) {
        if (upTo != null) {
            return upTo.compareTo(most) < 0 ? upTo : most;
        }
        return async ? Duration.ZERO : most;
    }

    /// What was honoured, for `Preference-Applied`; null when nothing was asked.
    @Nullable
    String applied() {
        return async ? "respond-async" : upTo == null ? null : "wait=" + upTo.toSeconds();
    }
}
