package dev.penstock.engine.alert;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/// Sends alerts to every webhook. Returns at once; what does not get through is a sentence to ask for. Safe for use by many
/// threads.
final class Deliveries {
    /// For whoever asks; a program that never does has the log.
    private static final int MOST_FAILED = 100;

    private final List<Mailbox> mailboxes;
    private final Queue<String> failed = new ArrayBlockingQueue<>(MOST_FAILED);

    /// @param clock dates signatures
    Deliveries(List<Webhook> webhooks, Patience patience, InstantSource clock) {
        this.mailboxes = webhooks.stream()
                .map(webhook -> new Mailbox(webhook, patience, clock, failed::offer))
                .toList();
    }

    void send(Alert alert) {
        mailboxes.forEach(mailbox -> mailbox.send(alert));
    }

    /// What did not get through since this was last asked.
    List<String> failed() {
        var sentences = new ArrayList<String>();
        for (var sentence = failed.poll(); sentence != null; sentence = failed.poll()) {
            sentences.add(sentence);
        }
        return sentences;
    }

    /// Waits for what is on its way, and cuts off the rest.
    ///
    /// @param grace the longest wait, for all webhooks together
    void close(Duration grace) {
        long end = System.nanoTime() + grace.toNanos();
        mailboxes.forEach(Mailbox::end);
        mailboxes.forEach(mailbox -> mailbox.close(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }
}
