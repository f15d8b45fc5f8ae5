package dev.penstock.engine.alert;

import dev.penstock.engine.alert.Post.Message;
import dev.penstock.engine.alert.Post.Refused;
import dev.penstock.engine.alert.Post.Taken;
import java.time.InstantSource;
import java.util.Optional;

/// Tries a webhook before it matters.
public final class TestMessage {
    private TestMessage() {}

    /// Sends a message that says it is a test, once.
    ///
    /// @return why it did not arrive; empty when it did
    public static Optional<String> send(Webhook webhook, InstantSource clock) {
        var message = new Message(Mailbox.messageId(), Payload.test(webhook.format()).toString());
        try (var post = new Post(Patience.USUAL.answer())) {
            return switch (post.send(webhook, message, clock.instant())) {
                case Taken _ -> Optional.empty();
                case Refused(var why, _) -> Optional.of(why);
            };
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }
}
