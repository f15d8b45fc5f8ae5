package dev.penstock.run;

import dev.penstock.item.Failure.AccountBlocked;
import dev.penstock.ledger.DayBudget;
import dev.penstock.limit.Limiter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the models of an endpoint share: its key, the account that pays, and the wall around a day's money. Remembers what a person must mend, and stops
/// every model that cannot answer before that. Safe for use by many threads.
public final class Account {
    private final String name;
    private final String keyPlace;
    private final DayBudget day;
    private final Map<String, Limiter> limiters = new HashMap<>();
    private final Map<String, AccountBlocked> models = new HashMap<>();
    private @Nullable AccountBlocked all;

    /// @param name of the endpoint
    /// @param keyPlace where the operator sets its key, such as `ANTHROPIC_API_KEY (endpoints.claude.api-key)`
    /// @param day what may be spent there in a day
    public Account(String name, String keyPlace, DayBudget day) {
        this.name = name;
        this.keyPlace = keyPlace;
        this.day = day;
    }

    public String name() {
        return name;
    }

    /// What may be spent there in a day.
    public DayBudget day() {
        return day;
    }

    String keyPlace() {
        return keyPlace;
    }

    /// Adds a model's limiter, halted if the whole endpoint is.
    public synchronized void join(String model, Limiter limiter) {
        limiters.put(model, limiter);
        if (all != null) {
            limiter.halt(all.detail());
        }
    }

    /// Lets no model be called any more that is blocked by this; calls in flight end.
    synchronized void block(String model, AccountBlocked failure) {
        if (failure.wholeEndpoint()) {
            all = failure;
            limiters.values().forEach(limiter -> limiter.halt(failure.detail()));
            return;
        }
        models.put(model, failure);
        var limiter = limiters.get(model);
        if (limiter != null) {
            limiter.halt(failure.detail());
        }
    }

    /// What a person must mend before the model answers; empty when nothing is known.
    synchronized Optional<AccountBlocked> blocked(String model) {
        return Optional.ofNullable(all).or(() -> Optional.ofNullable(models.get(model)));
    }

    /// Whether any of its models waits for a person, also because its calls failed for too long.
    public synchronized boolean halted() {
        return limiters.values().stream().anyMatch(limiter -> limiter.state().halted());
    }
}
