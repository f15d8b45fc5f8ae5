package dev.penstock.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One version of a task: on disk, in the store, or in git.
///
/// @param label what a person calls it: `disk`, `run r_7F3KQ2`, `git a41f0c2`
/// @param version its hash; null when its files have problems
/// @param files content by name
public record PromptSource(String label, @Nullable String version, Map<String, String> files) {
    public PromptSource {
        files = Map.copyOf(files);
    }
}
