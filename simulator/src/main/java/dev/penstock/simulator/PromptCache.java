package dev.penstock.simulator;

import dev.penstock.item.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Beginnings of prompts that were answered a short while ago. Thread-safe. Calls that begin before the first of them is
/// answered all write, as at the real providers.
final class PromptCache {
    private static final Duration LONG_LIFE = Duration.ofHours(1);

    private final Map<Long, Long> expiries = new ConcurrentHashMap<>();
    private final Duration life;

    PromptCache(Duration life) {
        this.life = life;
    }

    /// What a prompt's input is billed as.
    ///
    /// @param prefixes shortest first
    /// @param writes whether what is written anew is billed as such
    /// @param nowNanos simulated time
    Usage input(long tokens, List<CachePrefix> prefixes, boolean writes, long nowNanos) {
        var read = 0L;
        var longest = 0L;
        var longLived = false;
        for (var prefix : prefixes) {
            longest = Math.min(prefix.tokens(), tokens);
            longLived = prefix.longLived();
            read = isAlive(prefix, nowNanos) ? longest : read;
        }
        var written = writes ? longest - read : 0;
        return new Usage(tokens, 0, read, written, longLived ? written : 0);
    }

    /// Keeps the beginnings of a prompt that was answered; what was there already lives on.
    void remember(List<CachePrefix> prefixes, long nowNanos) {
        prefixes.forEach(prefix -> expiries.put(prefix.hash(),
                nowNanos + (prefix.longLived() ? LONG_LIFE : life).toNanos()));
    }

    private boolean isAlive(CachePrefix prefix, long nowNanos) {
        var expiry = expiries.get(prefix.hash());
        return expiry != null && expiry > nowNanos;
    }
}
