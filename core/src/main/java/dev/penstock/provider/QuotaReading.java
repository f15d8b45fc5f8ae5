package dev.penstock.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the headers of one response say about the quota the call was drawn from. Each adapter knows its own names for them.
///
/// @param levels at most one per dimension
public record QuotaReading(List<Level> levels) {
    /// Nothing was said.
    public static final QuotaReading NONE = new QuotaReading(List.of());

    private static final Pattern COUNT = Pattern.compile("[0-9]{1,15}");

    public QuotaReading {
        levels = List.copyOf(levels);
    }

    /// What a provider counts.
    public enum Dimension {
        REQUESTS, INPUT_TOKENS, OUTPUT_TOKENS,
        /// Input and output from one quota.
        TOKENS;

        /// The name in settings, JSON and metrics: `input-tokens`.
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// One quota.
    ///
    /// @param perMinute at least 1
    /// @param remaining at least 0
    public record Level(Dimension dimension, long perMinute, long remaining) {}

    /// The names of one dimension's headers, in lower case.
    public record Names(Dimension dimension, String limit, String remaining) {}

    /// Reads what stands under these names. A dimension whose numbers are missing or make no sense (negative, not a number,
    /// beyond all quotas) is left out.
    public static QuotaReading read(Exchange exchange, List<Names> names) {
        if (!(exchange instanceof Exchange.Received received)) {
            return NONE;
        }
        var levels = new ArrayList<Level>();
        for (var name : names) {
            level(received, name).ifPresent(levels::add);
        }
        return levels.isEmpty() ? NONE : new QuotaReading(levels);
    }

    private static Optional<Level> level(Exchange.Received received, Names names) {
        return count(received, names.limit()).filter(limit -> limit > 0)
                .flatMap(limit -> count(received, names.remaining())
                        .map(remaining -> new Level(names.dimension(), limit, remaining)));
    }

    private static Optional<Long> count(Exchange.Received received, String header) {
        return received.header(header)
                .map(String::strip)
                .filter(value -> COUNT.matcher(value).matches())
                .map(Long::valueOf);
    }
}
