package dev.penstock.server.api;

import dev.penstock.engine.PromptVersionJson;
import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Route;
import dev.penstock.settings.SettingsException;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The tasks there are, and the versions of their prompts. Files in git stay the truth: nothing is written here.
public final class PromptApi {
    private final Serving serving;

    public PromptApi(Serving serving) {
        this.serving = serving;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/v1/prompts")
                        .needs(Needs.VIEWER)
                        .says("The tasks of the registry, each with its prompt version on disk")
                        .answers(200, "All of them", "Prompts")
                        .handledBy(this::list),
                Route.get("/v1/prompts/{task}")
                        .needs(Needs.VIEWER)
                        .says("The versions of a task, newest first, with what they were used for")
                        .answers(200, "All of them", "PromptVersions")
                        .fails(ProblemType.NOT_FOUND)
                        .handledBy(this::history));
    }

    private Answer list(Call call) {
        var list = JsonNodeFactory.instance.objectNode();
        var data = list.putArray("data");
        serving.project().registry().tasks().forEach(task -> data.add(prompt(task)));
        return Answer.ok(list.putNull("next"));
    }

    private ObjectNode prompt(String task) {
        var node = JsonNodeFactory.instance.objectNode().put("task", task);
        try {
            var prompt = serving.project().registry().prompt(task);
            var settings = prompt.settings().call();
            return node.put("promptVersion", prompt.version())
                    .put("endpoint", settings.endpoint())
                    .put("model", settings.model())
                    .putNull("problem");
        } catch (SettingsException e) {
            return node.putNull("promptVersion")
                    .putNull("endpoint")
                    .putNull("model")
                    .put("problem", e.getMessage());
        }
    }

    private Answer history(Call call) {
        var list = JsonNodeFactory.instance.objectNode();
        var data = list.putArray("data");
        serving.records()
                .prompts(Tasks.of(call, serving))
                .entries()
                .forEach(entry -> data.add(PromptVersionJson.of(entry)));
        return Answer.ok(list.putNull("next"));
    }
}
