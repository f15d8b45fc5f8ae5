package dev.penstock.engine;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Numbers and versions as people read them, in a terminal or a browser.
public final class Figures {
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
    private static final int SHORT_HASH = 6;
    private static final int SHORT_COMMIT = 7;

    private Figures() {}

    /// `7,102`.
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// `0`, `812`, `31.4k`, `4.10M`, `2.31G`: three digits.
    public static String tokens(long number) {
        if (number < 1000) {
            return Long.toString(number);
        }
        double value = number;
        var units = new String[]{"k", "M", "G", "T"};
        int unit = -1;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, value < 9.995 ? "%.2f%s" : value < 99.95 ? "%.1f%s" : "%.0f%s", value,
                units[unit]);
    }

    /// `$25.00`; below a dollar four significant digits: `$0.004312`.
    public static String usd(BigDecimal amount) {
        if (amount.signum() == 0 || amount.abs().compareTo(BigDecimal.ONE) >= 0) {
            return "$" + String.format(Locale.ROOT, "%,.2f", amount);
        }
        var rounded = amount.round(new MathContext(4, RoundingMode.HALF_UP)).stripTrailingZeros();
        return "$" + (rounded.scale() < 2 ? rounded.setScale(2) : rounded).toPlainString();
    }

    /// Dollars per thousand; `?` when there is nothing to divide by.
    public static String usdPerThousand(BigDecimal amount, long count) {
        return count == 0
                ? "?"
                : usd(amount.multiply(THOUSAND)
                        .divide(BigDecimal.valueOf(count), 6, RoundingMode.HALF_UP)
                        .round(new MathContext(3)));
    }

    /// `93.4%`; `?` when there is nothing to divide by.
    public static String percent(double part, double whole) {
        return whole == 0 ? "?" : String.format(Locale.ROOT, "%.1f%%", 100 * part / whole);
    }

    /// `98%`, for places without room; never `100%` for less than all, never `0%` for more than nothing.
    public static String roundPercent(long part, long whole) {
        if (whole == 0) {
            return "?";
        }
        long percent = Math.round(100.0 * part / whole);
        return (part == whole ? 100 : part == 0 ? 0 : Math.clamp(percent, 1, 99)) + "%";
    }

    /// `3h05m`, in whole seconds at least.
    public static String age(Instant then, Instant now) {
        var age = Duration.between(then, now);
        return age.toSeconds() < 60 ? Math.max(0, age.toSeconds()) + "s" : duration(age);
    }

    /// `900ms`, `2.4s`, `4m10s`, `2h05m`, `3d04h`.
    public static String duration(Duration time) {
        long seconds = time.toSeconds();
        if (seconds >= 86_400) {
            return String.format(Locale.ROOT, "%dd%02dh", seconds / 86_400, seconds % 86_400 / 3600);
        }
        if (seconds >= 3600) {
            return String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds % 3600 / 60);
        }
        if (seconds >= 60) {
            return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
        }
        return seconds(time.toMillis());
    }

    /// `0.9s`, `12.4s`.
    public static String seconds(long millis) {
        return millis < 10 ? millis + "ms" : String.format(Locale.ROOT, millis < 100 ? "%.2fs" : "%.1fs", millis / 1e3);
    }

    /// `1 item`, `2 items`.
    public static String plural(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /// `9c1e4b` of `sha256:9c1e4b…`.
    public static String version(String promptVersion) {
        var hex = promptVersion.substring(promptVersion.indexOf(':') + 1);
        return hex.substring(0, Math.min(SHORT_HASH, hex.length()));
    }

    /// The first seven digits of a commit.
    public static String commit(String commit) {
        return commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
    }
}
