package dev.penstock.server.console;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Figures;
import dev.penstock.engine.PromptHistory;
import dev.penstock.engine.PromptSource;
import dev.penstock.prompt.PromptDiff;
import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.PromptUse;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The tasks and the versions of their prompts. Files in git stay the truth: nothing is written here.
public final class PromptsPage {
    /// What versions were used for is read from every call of the task.
    private static final Duration USES_AGE = Duration.ofSeconds(20);

    private final Site site;
    private final Map<String, Remembered<List<PromptHistory.Entry>>> entries = new ConcurrentHashMap<>();

    PromptsPage(Site site) {
        this.site = site;
    }

    List<Route> routes() {
        return List.of(
                Site.page("/prompts").needs(Needs.VIEWER).says("Tasks and their prompts").handledBy(this::list),
                Site.page("/prompts/{task}")
                        .needs(Needs.VIEWER)
                        .says("Versions of a prompt, and what changed between two of them")
                        .query("from", "string",
                                "The older version; `disk`, a run, a commit or the beginning of a hash")
                        .query("to", "string", "The newer version")
                        .handledBy(this::show));
    }

    /// @param version empty where it does not compile
    /// @param problem empty where there is none
    public record Line(String task, String description, String version, String endpoint, String model,
            String problem) {}

    /// All that was paid with a version, by the item.
    public static String perItem(PromptUse use) {
        return use.items() == 0
                ? "?"
                : Figures.usd(use.costUsd().divide(BigDecimal.valueOf(use.items()), 12, RoundingMode.HALF_UP));
    }

    private Answer list(Call call) {
        var tasks = site.serving().project().registry().tasks().stream().sorted().map(this::line).toList();
        return site.show(call, "prompts", Place.PROMPTS.title(), Place.PROMPTS, Map.of("tasks", tasks));
    }

    private Line line(String task) {
        try {
            var prompt = site.serving().project().registry().prompt(task);
            var settings = prompt.settings();
            return new Line(task, settings.description(), prompt.version(), settings.call().endpoint(),
                    settings.call().model(), "");
        } catch (SettingsException e) {
            return new Line(task, "", "", "", "", e.problems().getFirst().toString());
        }
    }

    /// Two versions of a task.
    ///
    /// @param from what a person calls it
    /// @param same whether nothing changed that could change an answer
    public record Change(String from, String to, boolean same, List<PromptDiff.Setting> settings,
            List<SideBySide> files) {
        public Change {
            settings = List.copyOf(settings);
            files = List.copyOf(files);
        }
    }

    private Answer show(Call call) {
        var task = call.path("task");
        var history = history(task);
        var known = entries.computeIfAbsent(task, name -> new Remembered<>(() -> history(name).entries(), USES_AGE,
                site.serving().clock())).get();
        var from = given(call, "from");
        var to = given(call, "to");
        var model = new HashMap<String, Object>();
        model.put("task", task);
        model.put("entries", known);
        model.put("from", from == null ? known.size() > 1 ? Figures.version(known.get(1).version()) : "" : from);
        model.put("to", to == null ? known.isEmpty() ? "" : Figures.version(known.getFirst().version()) : to);
        model.put("change", from == null || to == null ? Optional.empty() : Optional.of(change(history, from, to)));
        model.put("now", site.serving().clock().instant());
        return site.show(call, "prompt", task, Place.PROMPTS, model);
    }

    private static @Nullable String given(Call call, String name) {
        var text = call.query(name);
        return text == null || text.isBlank() ? null : text.strip();
    }

    private PromptHistory history(String task) {
        try {
            return site.serving().records().prompts(task);
        } catch (SettingsException _) {
            throw new Refusal(ProblemType.NOT_FOUND, "there is no such task");
        }
    }

    private static Change change(PromptHistory history, String from, String to) {
        var old = found(history, from);
        var now = found(history, to);
        var diff = PromptDiff.of(old.files(), now.files());
        return new Change(old.label(), now.label(), old.version() != null && old.version().equals(now.version()),
                diff.settings(), diff.files().stream().map(SideBySide::of).toList());
    }

    private static PromptSource found(PromptHistory history, String ref) {
        try {
            return history.find(ref);
        } catch (CannotStartException e) {
            throw new Refusal(ProblemType.NOT_FOUND, e.getMessage() + "; " + e.next());
        }
    }
}
