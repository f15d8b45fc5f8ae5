package dev.penstock.server.api;

import dev.penstock.engine.CannotStartException;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.RunRow;

/// What a path names, or that there is no such thing.
public final class Found {
    private Found() {}

    /// @throws Refusal if there is none of that id
    public static RunRow run(Serving serving, String id) {
        try {
            return serving.records().run(id);
        } catch (CannotStartException _) {
            throw new Refusal(ProblemType.NOT_FOUND, "there is no such run");
        }
    }

    /// @throws Refusal if there is none of that id
    public static DeadLetterRow letter(Serving serving, String id) {
        return serving.records()
                .find(id)
                .orElseThrow(() -> new Refusal(ProblemType.NOT_FOUND, "there is no such dead letter"));
    }
}
