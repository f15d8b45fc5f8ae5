package dev.penstock.server.api;

import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;

/// The task a path names.
final class Tasks {
    private Tasks() {}

    /// @throws Refusal if there is none of that name
    static String of(Call call, Serving serving) {
        var name = call.path("task");
        if (!serving.project().registry().has(name)) {
            throw new Refusal(ProblemType.NOT_FOUND, "there is no such task; see /v1/prompts");
        }
        return name;
    }
}
