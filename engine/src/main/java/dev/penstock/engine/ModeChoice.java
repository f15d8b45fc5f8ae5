package dev.penstock.engine;

import dev.penstock.prompt.TaskSettings;
import dev.penstock.prompt.TaskSettings.Mode;
import dev.penstock.run.BatchTerms;
import dev.penstock.run.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a run sends its items, and why.
///
/// @param why one sentence where `auto` decided; empty where the mode was said
record ModeChoice(Mode mode, String why) {
    /// Below this the price of the whole run is small change, and nobody waits an hour for it.
    static final long FEWEST_ITEMS = 100;
    /// Most batches end sooner; who cannot wait so long has no use for one.
    static final Duration SHORTEST_WAIT = Duration.ofHours(1);

    /// @param wanted what was asked for; null for what the task says
    /// @param items counts those of the input; asked only where it matters, because that reads all of it
    /// @throws CannotStartException if it is no mode, or cannot be had
    static ModeChoice of(@Nullable String wanted, TaskSettings settings, Route route, LongSupplier items) {
        var mode = wanted == null ? settings.mode() : named(wanted);
        boolean possible = route.endpoint().provider().batches().isPresent();
        return switch (mode) {
            case SYNC -> new ModeChoice(Mode.SYNC, "");
            case BATCH -> {
                if (!possible) {
                    throw new CannotStartException("endpoint " + route.endpoint().name() + " has no batch API",
                            "use --mode sync, or an endpoint of provider anthropic or openai");
                }
                yield new ModeChoice(Mode.BATCH, "");
            }
            case AUTO -> auto(settings, possible, items);
        };
    }

    static Mode named(String word) {
        return Mode.of(word)
                .orElseThrow(() -> new CannotStartException("mode " + word + " is unknown", "allowed: "
                        + Arrays.stream(Mode.values()).map(Mode::label).collect(Collectors.joining(", "))));
    }

    private static ModeChoice auto(TaskSettings settings, boolean possible, LongSupplier items) {
        var wait = settings.batching().maxWait();
        if (wait == null) {
            return new ModeChoice(Mode.SYNC, "one by one: the task does not say how long it can wait (batch.max-wait)");
        }
        if (!possible) {
            return new ModeChoice(Mode.SYNC, "one by one: its endpoint has no batch API");
        }
        if (wait.compareTo(SHORTEST_WAIT) < 0) {
            return new ModeChoice(Mode.SYNC, "one by one: a batch can take longer than batch.max-wait");
        }
        long count = items.getAsLong();
        return count < FEWEST_ITEMS
                ? new ModeChoice(Mode.SYNC, "one by one: a batch of " + count + " is not worth the wait")
                : new ModeChoice(Mode.AUTO, "in batches at a lower price, what they leave open one by one");
    }

    /// @param account what [#account] said
    static BatchTerms terms(TaskSettings settings, Mode mode, String account) {
        return new BatchTerms(account, settings.batching().poll(), settings.batching().patience(),
                mode == Mode.AUTO);
    }

    /// Tells accounts apart and gives no key away.
    static String account(@Nullable String key) {
        if (key == null) {
            return "none";
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(("penstock batch account " + key).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
