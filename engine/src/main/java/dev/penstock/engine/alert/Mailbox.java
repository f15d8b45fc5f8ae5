package dev.penstock.engine.alert;

import dev.penstock.engine.alert.Post.Message;
import dev.penstock.engine.alert.Post.Refused;
import dev.penstock.engine.alert.Post.Taken;
import dev.penstock.store.AlertLog.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The messages for one webhook: sent one after the other, on a thread of its own that begins with the first of them. At most
/// so many an hour: what is too much waits, and then goes as one digest.
final class Mailbox {
    static final int MOST_PER_HOUR = 20;

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
    private static final int MOST_WAITING = 100;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Webhook webhook;
    private final Patience patience;
    private final InstantSource clock;
    private final Consumer<Delivery> book;
    private final Consumer<String> failed;
    private final Deque<Instant> lastHour = new ArrayDeque<>();
    private final List<Alert> held = new ArrayList<>();
    private final Set<Letter> waiting = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor thread;
    private volatile @Nullable Post post;

    /// @param book takes what became of each message
    /// @param failed takes a sentence for each message that did not get through
    Mailbox(Webhook webhook, Patience patience, InstantSource clock, Consumer<Delivery> book,
            Consumer<String> failed) {
        this.webhook = webhook;
        this.patience = patience;
        this.clock = clock;
        this.book = book;
        this.failed = failed;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("webhook").factory());
    }

    /// @param digest whether its alerts have nothing in common but the hour
    private record Letter(String id, List<Alert> alerts, boolean digest) {
        Message message(Webhook.Format format) {
            return new Message(id,
                    (digest ? Payload.digest(alerts, format) : Payload.of(alerts, format)).toString());
        }

        String subject() {
            return digest ? "DIGEST of " + alerts.size() + " alerts" : Payload.subject(alerts);
        }

        /// `alert dead-letters of run r_7F3K`, `2 alerts budget of ticket-triage`.
        String name() {
            if (digest) {
                return "digest of " + alerts.size() + " alerts";
            }
            var first = alerts.getFirst();
            var run = first.subject().run();
            return alerts.size() == 1
                    ? "alert " + first.rule() + " of " + (run == null ? first.subject().task() : "run " + run)
                    : alerts.size() + " alerts " + first.rule() + " of " + first.subject().task();
        }
    }

    /// @param alerts of one rule and task
    synchronized void send(List<Alert> alerts) {
        if (held.isEmpty() && isFree()) {
            post(new Letter(messageId(), alerts, false));
        } else {
            held.addAll(alerts);
        }
    }

    /// Sends what was held back, once the hour allows it.
    synchronized void release() {
        if (!held.isEmpty() && isFree()) {
            postHeld();
        }
    }

    /// Takes no more messages; what was held back goes now.
    synchronized void end() {
        if (!held.isEmpty()) {
            postHeld();
        }
        thread.shutdown();
    }

    /// Waits for what is on its way, and cuts off the rest.
    void close(Duration grace) {
        try {
            thread.awaitTermination(grace.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
        waiting.forEach(letter -> lost(letter, "no answer before the end of the process"));
        var open = post;
        if (open != null) {
            open.close();
        }
    }

    /// Names a message, the same for every try.
    static String messageId() {
        return "msg_" + UUID.randomUUID();
    }

    private boolean isFree() {
        var now = clock.instant();
        lastHour.removeIf(sent -> sent.isAfter(now) || !sent.plus(HOUR).isAfter(now));
        return lastHour.size() < MOST_PER_HOUR;
    }

    private void postHeld() {
        post(new Letter(messageId(), List.copyOf(held), true));
        held.clear();
    }

    private void post(Letter letter) {
        lastHour.add(clock.instant());
        waiting.add(letter);
        try {
            thread.execute(() -> deliver(letter));
        } catch (RejectedExecutionException _) {
            lost(letter, MOST_WAITING + " others wait for it, or the engine has ended");
        }
    }

    private void deliver(Letter letter) {
        try {
            var why = deliver(letter.message(webhook.format()));
            if (why.isPresent()) {
                lost(letter, why.get());
            } else if (waiting.remove(letter)) {
                book.accept(new Delivery(clock.instant(), webhook.place(), letter.subject(), null));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // cut off: what is left waiting is lost
        } catch (RuntimeException e) {
            lost(letter, e.getClass().getSimpleName());
        }
    }

    /// @return why it did not get through; empty when it did
    private Optional<String> deliver(Message message) throws InterruptedException {
        var pause = patience.pause();
        for (int n = 1;; n++) {
            switch (office().send(webhook, message, clock.instant())) {
                case Taken _ -> {
                    return Optional.empty();
                }
                case Refused(var why, var again) -> {
                    if (!again || n == patience.tries()) {
                        return Optional.of(why + (n == 1 ? "" : ", " + n + " times"));
                    }
                }
            }
            Thread.sleep(pause.multipliedBy(ThreadLocalRandom.current().nextInt(70, 130)).dividedBy(100));
            pause = pause.multipliedBy(2);
        }
    }

    private Post office() {
        var open = post;
        if (open == null) {
            open = new Post(patience.answer());
            post = open;
        }
        return open;
    }

    private void lost(Letter letter, String why) {
        if (waiting.remove(letter)) {
            var sentence = letter.name() + " was not delivered to " + webhook.place() + ": " + why;
            LOG.warn("{}", sentence);
            failed.accept(sentence);
            book.accept(new Delivery(clock.instant(), webhook.place(), letter.subject(), why));
        }
    }
}
