package dev.penstock.cli;

import dev.penstock.engine.CompressedTime;
import dev.penstock.engine.Project;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a command gets from its process: streams, environment, clock.
///
/// @param env an environment variable's value, null when it is not set
/// @param terminal looks at the terminal, for a choice of colours
/// @param directory where relative paths start
record Surroundings(InputStream in, PrintStream out, PrintStream err, Function<String, @Nullable String> env,
        Function<Terminal.Colour, Terminal> terminal, Path directory, Clock clock) {
    /// Those of this process. Both streams are UTF-8, whatever the locale says.
    static Surroundings ofProcess() {
        return new Surroundings(System.in, utf8(FileDescriptor.out), utf8(FileDescriptor.err), System::getenv,
                colour -> Terminal.detect(System::getenv, NativeTerminal::isTerminal, NativeTerminal::width, colour),
                Path.of(""), Clock.system(ZoneId.systemDefault()));
    }

    /// The same in a time that passes faster.
    Surroundings in(CompressedTime time) {
        return new Surroundings(in, out, err, env, terminal, directory, time);
    }

    /// Opens a project, which lives in the time of these surroundings.
    ///
    /// @param folder from where relative paths start
    Project project(Path folder) {
        var at = directory.resolve(folder);
        return clock instanceof CompressedTime time ? Project.open(at, env, time) : Project.open(at, env);
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }
}
