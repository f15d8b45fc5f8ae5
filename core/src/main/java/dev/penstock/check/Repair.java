package dev.penstock.check;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.provider.Message;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// How a model is asked to correct its own reply: it sees what it wrote and what exactly is wrong with it.
public final class Repair {
    private static final int MAX_REPLY_BYTES = 16 * 1024;
    private static final int MAX_LINES = 20;
    private static final int LONGEST_LINE = 400;

    private Repair() {}

    /// The turns to add to the request that brought this reply.
    ///
    /// @param reply the model's text as received; cut to 16 KiB, and left out if blank, because providers refuse an empty
    ///     assistant turn
    /// @param failure what a check said about it
    /// @throws IllegalArgumentException if showing the model its reply cannot heal this failure
    public static List<Message> ask(String reply, Failure failure) {
        if (!failure.repairable()) {
            throw new IllegalArgumentException(failure.reason() + " is never repaired");
        }
        var question = Message.user(question(reply.isBlank() && saysNothing(failure), failure));
        return reply.isBlank() ? List.of(question) : List.of(Message.assistant(cut(reply)), question);
    }

    /// Whether the model made the same mistake again: the same reason, rules and places. Asking once more is pointless.
    public static boolean sameErrorAgain(Failure before, Failure now) {
        return before.reason().equals(now.reason()) && rules(before).equals(rules(now));
    }

    private static Set<List<String>> rules(Failure failure) {
        return failure.evidence()
                .stream()
                .map(one -> List.of(one.layer(), one.rule(), one.path()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String question(boolean empty, Failure failure) {
        if (empty) {
            return "Your reply was empty.\n\n" + instruction(failure);
        }
        var errors = failure.evidence()
                .stream()
                .limit(MAX_LINES)
                .map(one -> "- " + line(one))
                .collect(Collectors.joining("\n"));
        return "Your reply cannot be used. What is wrong with it:" + (errors.isEmpty() ? "" : "\n" + errors) + "\n\n"
                + instruction(failure);
    }

    /// Whether nothing was wrong but that the model said nothing. A call of the wrong tool has no text either.
    private static boolean saysNothing(Failure failure) {
        return failure.evidence().stream().allMatch(one -> one.rule().equals("no-text") || one.rule().equals("empty"));
    }

    /// One line per error whatever the reply put into it: a quoted line break must not look like a new instruction.
    private static String line(Evidence evidence) {
        var message = evidence.message().replaceAll("\\p{Cntrl}+|[\\u2028\\u2029]", " ");
        var placed = evidence.path().isEmpty() || message.startsWith(evidence.path())
                ? message
                : evidence.path().replaceAll("\\p{Cntrl}+", " ") + ": " + message;
        return Excerpt.first(placed, LONGEST_LINE);
    }

    private static String instruction(Failure failure) {
        return switch (failure) {
            case Failure.WrongLanguage _ ->
                "Answer again, complete and in the language that was asked for. Reply with the corrected answer only, in the same form as before.";
            case Failure.Placeholder _ ->
                "Answer again with real values taken from what you were given; leave out an optional field you have no value for. Reply with the corrected answer only, in the same form as before.";
            case Failure.Ungrounded _ ->
                "Answer again with values copied exactly from what you were given; leave out an optional field that is not there. Reply with the corrected answer only, in the same form as before.";
            default ->
                "Answer the original request again. Reply with the corrected answer only, complete and in the form that was asked for, with nothing before or after it.";
        };
    }

    private static String cut(String reply) {
        if (reply.length() <= MAX_REPLY_BYTES / 3) {
            return reply;
        }
        var bytes = ByteBuffer.allocate(MAX_REPLY_BYTES);
        var encoder = StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
        encoder.encode(CharBuffer.wrap(reply), bytes, true);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }
}
