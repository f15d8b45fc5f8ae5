package dev.penstock.server.console;

import dev.penstock.engine.Records;
import dev.penstock.engine.Review;
import dev.penstock.server.http.Call;

/// What a reviewer has typed about a dead letter so far.
///
/// @param version of the dead letter they saw
/// @param note goes with an acceptance or a retry
/// @param why of a discard
/// @param override whether they accept what a check says no to
/// @param pinned whether a retry asks with the prompt of its run
/// @param message why what they asked for was not done; empty when nothing was
public record Reviewing(int version, Draft draft, Checked checked, String note, String why, boolean override,
        boolean pinned, String message) {
    /// Nothing yet.
    static Reviewing first(int version, Draft draft, Checked checked) {
        return new Reviewing(version, draft, checked, "", "", false, false, draft.trouble());
    }

    static Reviewing typed(Call call, int version, Draft draft, Checked checked) {
        return new Reviewing(version, draft, checked, call.field("note"), call.field("why"),
                call.field("override").equals("true"), call.field("prompt").equals("pinned"), draft.trouble());
    }

    /// Whether something would be lost by leaving.
    public boolean holds(Records.Case found) {
        return !(note + why).isBlank()
                || !Review.reply(found.attempts()).map(draft::isReply).orElse(draft.isEmpty());
    }

    Reviewing because(String reason) {
        return new Reviewing(version, draft, checked, note, why, override, pinned, reason);
    }
}
