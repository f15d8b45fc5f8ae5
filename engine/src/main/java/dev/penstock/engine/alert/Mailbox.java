package dev.penstock.engine.alert;

import dev.penstock.engine.alert.Post.Message;
import dev.penstock.engine.alert.Post.Refused;
import dev.penstock.engine.alert.Post.Taken;
import java.time.Duration;
import java.time.InstantSource;
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

/// The messages for one webhook: sent one after the other, on a thread of its own that begins with the first of them.
final class Mailbox {
    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
    private static final int MOST_WAITING = 100;

    private final Webhook webhook;
    private final Patience patience;
    private final InstantSource clock;
    private final Consumer<String> failed;
    private final Set<Letter> waiting = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor thread;
    private volatile @Nullable Post post;

    /// @param failed takes a sentence for each message that did not get through
    Mailbox(Webhook webhook, Patience patience, InstantSource clock, Consumer<String> failed) {
        this.webhook = webhook;
        this.patience = patience;
        this.clock = clock;
        this.failed = failed;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("webhook").factory());
    }

    private record Letter(String id, Alert alert) {
        Message message(Webhook.Format format) {
            return new Message(id, Payload.of(alert, format).toString());
        }
    }

    void send(Alert alert) {
        var letter = new Letter(messageId(), alert);
        waiting.add(letter);
        try {
            thread.execute(() -> deliver(letter));
        } catch (RejectedExecutionException _) {
            lost(letter, MOST_WAITING + " others wait for it, or the engine has ended");
        }
    }

    /// Takes no more messages.
    void end() {
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

    private void deliver(Letter letter) {
        try {
            deliver(letter.message(webhook.format())).ifPresent(why -> lost(letter, why));
            waiting.remove(letter);
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
            var sentence = "alert " + letter.alert().rule() + " of run " + letter.alert().subject().run()
                    + " was not delivered to " + webhook.place() + ": " + why;
            LOG.warn("{}", sentence);
            failed.accept(sentence);
        }
    }
}
