package dev.penstock.simulator;

import dev.penstock.item.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What the simulator billed and injected, call by call: the truth a ledger must agree with. Thread-safe.
///
/// A call is booked before its reply is written, so a client that has its reply finds it here.
public final class Books {
    private final AtomicLong arrivals = new AtomicLong();
    private final boolean keepCalls;
    private final List<@Nullable Call> calls = new ArrayList<>();
    private final Map<String, ItemEntry> items = new LinkedHashMap<>();
    private final SortedMap<Integer, Long> byStatus = new TreeMap<>();
    private final SortedMap<String, Long> byInjected = new TreeMap<>();
    private final Map<String, Batch> batches = new LinkedHashMap<>();
    private final Runnable catchUp;
    private long booked;
    private Usage billed = Usage.NONE;
    private Usage delivered = Usage.NONE;
    private long undeliveredCalls;
    private Usage batched = Usage.NONE;

    /// Sums over all booked calls.
    ///
    /// @param undeliveredCalls calls that were billed and whose reply did not arrive whole
    /// @param undelivered what was billed for them
    /// @param batched the part of what was billed that was answered in batches, at half the price
    /// @param byInjected honest answers are not in it
    public record Totals(long calls, Usage billed, Usage delivered, long undeliveredCalls, Usage undelivered,
            Usage batched, SortedMap<Integer, Long> byStatus, SortedMap<String, Long> byInjected) {}

    /// An item whose own replies were spoiled.
    ///
    /// @param injected the content or hopeless fault
    /// @param times how many of its calls were
    /// @param heals whether later calls are answered well
    public record ItemEntry(String item, FaultKind injected, int times, boolean heals) {}

    /// A batch that was created.
    ///
    /// @param label what its custom ids begin with, or its metadata says; null when no Penstock made it
    /// @param entries how many it was created with
    /// @param answered how many of them were answered so far, errors included
    /// @param status the provider's word for how it stands
    public record Batch(String id, Wire wire, @Nullable String label, Instant createdAt, int entries, int answered,
            String status, Usage billed) {}

    /// @param catchUp books what was answered in batches since it was last run; must not be called from inside itself
    Books(boolean keepCalls, Runnable catchUp) {
        this.keepCalls = keepCalls;
        this.catchUp = catchUp;
    }

    /// Gives the next call its number.
    long arrive() {
        return arrivals.getAndIncrement();
    }

    /// Calls that have arrived, answered or not.
    public long arrived() {
        return arrivals.get();
    }

    synchronized void book(Call call) {
        booked++;
        billed = billed.plus(call.billed());
        if (call.delivered()) {
            delivered = delivered.plus(call.billed());
        } else if (!call.billed().equals(Usage.NONE)) {
            undeliveredCalls++;
        }
        var batch = call.about().batch();
        if (batch != null) {
            batched = batched.plus(call.billed());
            sum(batch, call.billed());
        }
        byStatus.merge(call.status(), 1L, Long::sum);
        if (call.injected() != null) {
            byInjected.merge(call.injected(), 1L, Long::sum);
        }
        if (keepCalls) {
            while (calls.size() <= call.seq()) {
                calls.add(null);
            }
            calls.set((int) call.seq(), call);
        }
    }

    private void sum(String id, Usage more) {
        batches.computeIfPresent(id, (_, old) -> new Batch(id, old.wire(), old.label(), old.createdAt(), old.entries(),
                old.answered() + 1, old.status(), old.billed().plus(more)));
    }

    /// Enters a new batch, or what became of one.
    synchronized void standing(Batch batch) {
        batches.merge(batch.id(), batch, (old, now) -> new Batch(old.id(), old.wire(), old.label(), old.createdAt(),
                old.entries(), old.answered(), now.status(), old.billed()));
    }

    /// A billed entry of a batch was read for the first time; it was booked as not delivered.
    synchronized void delivered(Call call) {
        delivered = delivered.plus(call.billed());
        undeliveredCalls--;
        if (keepCalls) {
            calls.set((int) call.seq(), call.delivered(true));
        }
    }

    /// Takes back that a booked call was delivered.
    synchronized void lost(Call call) {
        if (!call.delivered()) {
            return;
        }
        delivered = minus(delivered, call.billed());
        undeliveredCalls++;
        if (keepCalls) {
            calls.set((int) call.seq(), call.delivered(false));
        }
    }

    synchronized void spoiled(String item, FaultKind injected, boolean heals) {
        items.merge(item, new ItemEntry(item, injected, 1, heals),
                (old, _) -> new ItemEntry(item, old.injected(), old.times() + 1, heals));
    }

    public Totals totals() {
        catchUp.run();
        return sums();
    }

    private synchronized Totals sums() {
        return new Totals(booked, billed, delivered, undeliveredCalls, minus(billed, delivered), batched,
                Collections.unmodifiableSortedMap(new TreeMap<>(byStatus)),
                Collections.unmodifiableSortedMap(new TreeMap<>(byInjected)));
    }

    /// Every booked call in order of arrival; empty when only totals are kept.
    public List<Call> calls() {
        catchUp.run();
        return booked();
    }

    private synchronized List<Call> booked() {
        var all = new ArrayList<Call>(calls.size());
        for (var call : calls) {
            if (call != null) {
                all.add(call);
            }
        }
        return all;
    }

    /// Every item whose own replies were spoiled, in the order it happened first.
    public List<ItemEntry> items() {
        catchUp.run();
        synchronized (this) {
            return List.copyOf(items.values());
        }
    }

    /// Every batch that was created, in that order.
    public List<Batch> batches() {
        catchUp.run();
        synchronized (this) {
            return List.copyOf(batches.values());
        }
    }

    private static Usage minus(Usage all, Usage part) {
        return new Usage(all.input() - part.input(), all.output() - part.output(), all.cacheRead() - part.cacheRead(),
                all.cacheWrite() - part.cacheWrite(), all.cacheWriteLong() - part.cacheWriteLong());
    }
}
