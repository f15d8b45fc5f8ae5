package dev.penstock.engine;

import dev.penstock.prompt.Prompt;
import dev.penstock.store.RunRow;
import dev.penstock.store.Store;

/// Prompts as the store keeps them.
final class PromptVersions {
    private PromptVersions() {}

    /// The version a run is pinned to, compiled.
    static Prompt pinned(Store store, RunRow run) {
        var version = store.runs()
                .promptVersion(run.promptVersion())
                .orElseThrow(() -> new IllegalStateException("the store has no prompt version " + run.promptVersion()));
        return Prompt.compile(run.task(), version.files());
    }

    /// The same, to be rendered as it was sent.
    static Prompt shown(Project project, Store store, RunRow run) {
        return new OutputChoice(project.config()).shown(pinned(store, run), run.outputMode());
    }
}
