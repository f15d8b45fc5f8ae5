package dev.penstock.run;

import dev.penstock.provider.batch.BatchApi;
import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.store.AttemptIntent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Entries on their way into one batch. Used by one thread.
final class BatchChunk {
    /// More would be too much to hold in memory at once; providers allow more.
    private static final int MOST_ENTRIES = 20_000;
    private static final long MOST_BYTES = 32L << 20;

    private final BatchLabel label;
    private final Route route;
    private final BatchApi api;
    private final String runId;
    private final Instant now;
    private final int mostEntries;
    private final long mostBytes;
    private final List<AttemptIntent> intents = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private long bytes;
    private BigDecimal worstCase = BigDecimal.ZERO;

    BatchChunk(BatchLabel label, Route route, BatchApi api, String runId, Instant now) {
        this.label = label;
        this.route = route;
        this.api = api;
        this.runId = runId;
        this.now = now;
        this.mostEntries = Math.min(MOST_ENTRIES, api.caps().entries());
        this.mostBytes = Math.min(MOST_BYTES, api.caps().bytes());
    }

    /// Adds the next call for an item, if there is room. A chunk that holds nothing takes it, whatever its size: the provider
    /// will say what it thinks of it.
    ///
    /// @param money what the chunk may cost at most; null for any
    /// @return whether it was added
    boolean add(Pursuit pursuit, @Nullable BigDecimal money) {
        var item = pursuit.pending().item();
        var request = pursuit.request();
        int n = pursuit.pending().attempts() + 1;
        var intent = route.entry(label, runId, item, n, pursuit.ask(), request, request.bytes(), now);
        var line = api.entry(intent.callId(), request);
        long size = line.getBytes(StandardCharsets.UTF_8).length + 1L;
        var cost = worstCase.add(intent.reservedUsd());
        boolean paid = money == null || cost.compareTo(money) <= 0;
        boolean room = intents.isEmpty() || (intents.size() < mostEntries && bytes + size <= mostBytes);
        if (!paid || !room) {
            return false;
        }
        intents.add(intent);
        lines.add(line);
        bytes += size;
        worstCase = cost;
        return true;
    }

    /// The most the next call for an item can cost as an entry.
    BigDecimal costOf(Pursuit pursuit) {
        var request = pursuit.request();
        return route.entry(label, runId, pursuit.pending().item(), 1, pursuit.ask(), request, request.bytes(), now)
                .reservedUsd();
    }

    boolean isEmpty() {
        return intents.isEmpty();
    }

    BatchLabel label() {
        return label;
    }

    List<AttemptIntent> intents() {
        return intents;
    }

    List<String> lines() {
        return lines;
    }

    /// The most it can cost.
    BigDecimal worstCase() {
        return worstCase;
    }
}
