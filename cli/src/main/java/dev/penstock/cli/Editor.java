package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The person's editor: `$VISUAL`, else `$EDITOR`, else vi. It is started directly, never by a shell, with the file as its
/// last argument.
///
/// @param command words of the command, at least one
record Editor(List<String> command) {
    private static final String FALLBACK = "vi";
    private static final String ADVICE = "set VISUAL or EDITOR, such as EDITOR=nano or VISUAL='code --wait'";

    Editor {
        command = List.copyOf(command);
    }

    /// @param env an environment variable's value, null when it is not set
    /// @throws CannotStartException if there is none
    static Editor of(Function<String, @Nullable String> env) {
        for (var name : List.of("VISUAL", "EDITOR")) {
            var value = env.apply(name);
            if (value != null && !value.isBlank()) {
                return new Editor(ShellWords.split(value)
                        .orElseThrow(() -> new CannotStartException(name + " has a quote that is not closed",
                                ADVICE + "; nothing was changed")));
            }
        }
        if (!onPath(env.apply("PATH"))) {
            throw new CannotStartException("there is no editor: neither VISUAL nor EDITOR is set, and there is no vi",
                    ADVICE + "; nothing was changed");
        }
        return new Editor(List.of(FALLBACK));
    }

    private static boolean onPath(@Nullable String path) {
        for (var folder : path == null ? new String[0] : path.split(File.pathSeparator)) {
            try {
                if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, FALLBACK))) {
                    return true;
                }
            } catch (InvalidPathException _) {
                // a folder that cannot exist holds no editor
            }
        }
        return false;
    }

    /// Blocks until the editor ends.
    ///
    /// @return its exit code; by convention anything but 0 means: forget it
    /// @throws CannotStartException if it cannot be started
    int edit(Path file) {
        var words = new ArrayList<>(command);
        words.add(file.toString());
        try {
            var process = new ProcessBuilder(words).inheritIO().start();
            try {
                return process.waitFor();
            } catch (InterruptedException _) {
                process.destroy();
                Thread.currentThread().interrupt();
                return -1;
            }
        } catch (IOException _) {
            throw new CannotStartException("the editor '" + command.getFirst() + "' cannot be started",
                    ADVICE + "; nothing was changed");
        }
    }
}
