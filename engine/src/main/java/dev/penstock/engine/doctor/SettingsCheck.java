package dev.penstock.engine.doctor;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.PenstockConfig;
import dev.penstock.settings.Problem;
import dev.penstock.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Looks at `penstock.yaml`: is it there, does it say what can be meant, does it hold a secret.
final class SettingsCheck {
    private static final String SUBJECT = "settings";
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final Pattern COMMENT = Pattern.compile("(?m)(^|\\s)#.*$");
    private static final Pattern KEY = Pattern
            .compile("(?:api-key|secret)\"?\\s*:\\s*[\"']?([^\"'\\s,}]+)");
    private static final Pattern SLACK = Pattern.compile("https://hooks\\.slack\\.com/");

    private final Path directory;
    private final Function<String, @Nullable String> env;
    private final List<Diagnosis> found = new ArrayList<>();

    SettingsCheck(Path directory, Function<String, @Nullable String> env) {
        this.directory = directory;
        this.env = env;
    }

    List<Diagnosis> found() {
        return found;
    }

    /// @return null when there are no settings to go on with
    @Nullable
    PenstockConfig examine() {
        var file = directory.resolve(PenstockConfig.FILE);
        var config = load();
        if (Files.isRegularFile(file)) {
            var text = COMMENT.matcher(text(file)).replaceAll("");
            variables(text);
            secrets(text, file);
        }
        return config;
    }

    private @Nullable PenstockConfig load() {
        try {
            var config = PenstockConfig.load(directory, env);
            found.add(Diagnosis.ok(SUBJECT, PenstockConfig.FILE + ": endpoints "
                    + String.join(", ", new TreeSet<>(config.endpoints().keySet()))));
            return config;
        } catch (CannotStartException e) {
            found.add(Diagnosis.problem(SUBJECT, String.valueOf(e.getMessage()),
                    "penstock init writes one; or name your project: --project DIR"));
        } catch (SettingsException e) {
            e.problems().forEach(problem -> found.add(problem(SUBJECT, problem)));
        }
        return null;
    }

    /// A problem of a settings file, with its place.
    static Diagnosis problem(String subject, Problem problem) {
        var place = problem.line() > 0 ? problem.file() + ":" + problem.line() : problem.file();
        return Diagnosis.problem(subject, place + (problem.key().isEmpty() ? "" : " " + problem.key()) + ": "
                + problem.message(), problem.allowed());
    }

    private void variables(String text) {
        var names = new TreeSet<String>();
        VARIABLE.matcher(text).results().forEach(match -> names.add(match.group(1)));
        for (var name : names) {
            var value = env.apply(name);
            found.add(value == null || value.isEmpty()
                    ? Diagnosis.warning("variable " + name, "is not set", "export " + name + "=...")
                    : Diagnosis.ok("variable " + name, "is set"));
        }
    }

    private void secrets(String text, Path file) {
        var literal = literal(text);
        var others = FileModes.others(file);
        if (literal.isPresent()) {
            found.add(Diagnosis.warning(SUBJECT, literal.get() + " stands in " + PenstockConfig.FILE + " itself"
                    + (others.isEmpty() ? "" : ", which other users may " + others),
                    "write ${VARIABLE} and keep it in the environment; change one that was in git"));
        } else if (others.contains("write")) {
            found.add(Diagnosis.warning(SUBJECT, "other users may write " + PenstockConfig.FILE
                    + ", and so send your keys elsewhere", "chmod go-w " + PenstockConfig.FILE));
        }
    }

    private static Optional<String> literal(String text) {
        if (KEY.matcher(text).results().anyMatch(match -> !match.group(1).contains("${"))) {
            return Optional.of("a key");
        }
        return SLACK.matcher(text).find() ? Optional.of("the address of a Slack webhook") : Optional.empty();
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return ""; // that it cannot be read is said by whoever reads it as settings
        }
    }
}
