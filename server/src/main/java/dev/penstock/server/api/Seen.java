package dev.penstock.server.api;

import dev.penstock.server.http.Call;
import dev.penstock.server.http.Problem;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.store.DeadLetterRow;
import java.util.regex.Pattern;

/// The version of a dead letter its reviewer saw: `ETag` says it, `If-Match` gives it back.
final class Seen {
    private static final Pattern TAG = Pattern.compile("\"([0-9]{1,9})\"");

    private Seen() {}

    static String tag(DeadLetterRow letter) {
        return "\"" + letter.version() + "\"";
    }

    /// The dead letter as its reviewer saw it.
    ///
    /// @throws Refusal if the request does not say which version that was, or it is not the newest
    static DeadLetterRow by(Call call, DeadLetterRow now) {
        var header = call.header("If-Match");
        if (header == null) {
            throw new Refusal(ProblemType.PRECONDITION_REQUIRED,
                    "send If-Match with the ETag you got when you read it");
        }
        var tag = TAG.matcher(header.strip());
        if (!tag.matches()) {
            throw new Refusal(ProblemType.BAD_REQUEST, "If-Match must be one ETag, such as \"1\"");
        }
        if (Integer.parseInt(tag.group(1)) != now.version()) {
            throw new Refusal(stale(now));
        }
        return now;
    }

    static Problem stale(DeadLetterRow now) {
        return Problem.of(ProblemType.STALE, "it is " + now.status() + " now; read it again")
                .with("decision", now.status())
                .header("ETag", tag(now));
    }
}
