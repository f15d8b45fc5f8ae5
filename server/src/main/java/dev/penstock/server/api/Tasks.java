package dev.penstock.server.api;

import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import java.util.regex.Pattern;

/// The task a path names.
final class Tasks {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private Tasks() {}

    /// @throws Refusal if there is none of that name
    static String of(Call call, Serving serving) {
        var name = call.path("task");
        if (!NAME.matcher(name).matches() || !serving.project().registry().tasks().contains(name)) {
            throw new Refusal(ProblemType.NOT_FOUND, "there is no such task; see /v1/prompts");
        }
        return name;
    }
}
