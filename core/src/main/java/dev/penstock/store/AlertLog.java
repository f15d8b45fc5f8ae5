package dev.penstock.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody was told, or is about to be. Names and numbers only: no text and no id of an item.
///
/// Safe for use by many threads, and beside a running engine.
public interface AlertLog {
    /// Keeps an alert, in place of what was kept of it before.
    void keep(AlertRow alert);

    /// Drops an alert that came to nothing before anybody was told.
    void drop(AlertRow alert);

    /// Those that are pending or firing, oldest first.
    List<AlertRow> open();

    /// Those that fired, whether resolved since or not, the latest first.
    List<AlertRow> fired(int limit);

    /// Keeps what became of a message.
    void delivered(Delivery delivery);

    /// Messages, the latest first.
    List<Delivery> deliveries(int limit);

    /// Drops what was resolved, or sent, before a time.
    ///
    /// @return how many alerts
    int dropBefore(Instant time);

    /// A message to a webhook.
    ///
    /// @param webhook its host: the address is a secret
    /// @param subject what it was about, such as `FIRING dead-letters: ticket-triage`
    /// @param failure why it did not get through; null when it did
    record Delivery(Instant at, String webhook, String subject, @Nullable String failure) {}
}
