package dev.penstock.engine.alert;

import dev.penstock.store.AlertLog.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;

/// Sends alerts to every webhook: those of one rule and task together, half a minute after the first of them. Returns at once;
/// what does not get through is a sentence to ask for. Safe for use by many threads.
final class Deliveries {
    static final Duration TOGETHER = Duration.ofSeconds(30);

    /// For whoever asks; a program that never does has the log.
    private static final int MOST_FAILED = 100;

    private final List<Mailbox> mailboxes;
    private final InstantSource clock;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Queue<String> failed = new ArrayBlockingQueue<>(MOST_FAILED);

    /// Alerts that go together.
    ///
    /// @param alerts by fingerprint, the latest of each
    private record Group(Instant opened, Map<String, Alert> alerts) {}

    /// @param clock dates signatures, and says when a group is complete
    /// @param book takes what became of each message
    Deliveries(List<Webhook> webhooks, Patience patience, InstantSource clock, Consumer<Delivery> book) {
        this.clock = clock;
        this.mailboxes = webhooks.stream()
                .map(webhook -> new Mailbox(webhook, patience, clock, book, failed::offer))
                .toList();
    }

    /// What came and went before anybody was told is not sent.
    synchronized void send(Alert alert) {
        var key = alert.rule() + ":" + alert.subject().task();
        var group = groups.computeIfAbsent(key, _ -> new Group(clock.instant(), new LinkedHashMap<>()));
        var waiting = group.alerts().remove(alert.row().fingerprint());
        if (waiting == null || waiting.resolved() || !alert.resolved()) {
            group.alerts().put(alert.row().fingerprint(), alert);
        }
    }

    /// Sends the groups that are complete. Ask again and again.
    synchronized void sendDue() {
        var now = clock.instant();
        var due = groups.values().stream().filter(group -> isDue(group, now)).toList();
        groups.values().removeAll(due);
        due.forEach(this::send);
        mailboxes.forEach(Mailbox::release);
    }

    /// What did not get through since this was last asked.
    List<String> failed() {
        var sentences = new ArrayList<String>();
        for (var sentence = failed.poll(); sentence != null; sentence = failed.poll()) {
            sentences.add(sentence);
        }
        return sentences;
    }

    /// Sends what waits, waits for what is on its way, and cuts off the rest.
    ///
    /// @param grace the longest wait, for all webhooks together
    synchronized void close(Duration grace) {
        long end = System.nanoTime() + grace.toNanos();
        groups.values().forEach(this::send);
        groups.clear();
        mailboxes.forEach(Mailbox::end);
        mailboxes.forEach(mailbox -> mailbox.close(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }

    private void send(Group group) {
        var alerts = List.copyOf(group.alerts().values());
        if (!alerts.isEmpty()) {
            mailboxes.forEach(mailbox -> mailbox.send(alerts));
        }
    }

    /// A clock that was set back holds nothing up.
    private static boolean isDue(Group group, Instant now) {
        return now.isBefore(group.opened()) || !now.isBefore(group.opened().plus(TOGETHER));
    }
}
