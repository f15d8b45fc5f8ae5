package dev.penstock.cli.completion;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.PenstockConfig;
import dev.penstock.engine.scaffold.ProjectStarter;
import dev.penstock.jdbc.StoreIndex;
import dev.penstock.prompt.Registry;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What `penstock complete` answers to the completion script. It only reads, and where there is nothing to read (no
/// project, a broken file, a store of another version) it answers nothing: a shell that completes must never complain.
public final class Candidates {
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,200}");
    private static final Pattern STORE = Pattern
            .compile("(?m)^[^#\n]*\\burl:\\s*[\"']?sqlite:([^\"'},#\n]+?)\\s*(?:[\"'},#]|$)");
    /// `store` of `samples`; that of the settings themselves has keys below it.
    private static final Pattern SAMPLE_STORE = Pattern
            .compile("(?m)^[^#\n]*\\bstore:[ \t]*[\"']?(?:sqlite:)?([^\"'{},#\\s]+)");
    private static final int MOST = 200;

    private final Path project;
    private final Function<String, @Nullable String> env;

    public Candidates(Path project, Function<String, @Nullable String> env) {
        this.project = project;
        this.env = env;
    }

    /// Candidates of a kind that begin with a prefix; without any that a shell could read as something else.
    public List<String> of(String kind, String prefix) {
        return all(kind).stream()
                .filter(name -> name.startsWith(prefix) && HARMLESS.matcher(name).matches())
                .limit(MOST)
                .toList();
    }

    private List<String> all(String kind) {
        try {
            return switch (kind) {
                case "tasks" -> Registry.open(project.resolve("prompts")).tasks();
                case "endpoints" -> config().endpoints().keySet().stream().sorted().toList();
                case "new-endpoints" -> Files.exists(project.resolve(PenstockConfig.FILE))
                        ? all("endpoints")
                        : ProjectStarter.NEW_ENDPOINTS;
                case "runs" -> store().runs(MOST);
                case "versions" -> Stream.concat(Stream.of("disk"), store().versions(MOST).stream()).toList();
                case "samples" -> sampleStore().samples(MOST);
                case "dead-letters" -> store().openDeadLetters(MOST);
                case "reasons" -> store().reasons();
                default -> List.of();
            };
        } catch (SettingsException | CannotStartException | StoreException | UncheckedIOException _) {
            return List.of();
        }
    }

    /// The store, whose place is searched for in the text of the settings: reading them whole takes longer than a shell should
    /// wait.
    private StoreIndex store() {
        var url = STORE.matcher(settings());
        return StoreIndex.of(project.resolve(url.find() ? url.group(1) : ".penstock/penstock.db"));
    }

    private StoreIndex sampleStore() {
        var file = SAMPLE_STORE.matcher(settings());
        return StoreIndex.of(project.resolve(file.find() ? file.group(1) : ".penstock/samples.db"));
    }

    private String settings() {
        try {
            return Files.readString(project.resolve(PenstockConfig.FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PenstockConfig config() {
        return PenstockConfig.load(project, env);
    }
}
