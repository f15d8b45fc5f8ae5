package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.settings.SettingsException;
import dev.penstock.settings.Spelling;
import dev.penstock.store.StoreException;
import dev.penstock.store.StoreLockedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What goes wrong with a command, said in the one error form with the right exit code. No Java exception is ever shown.
final class Usage {
    private static final Set<String> LATER = Set.of("worker", "test");

    private static final Pattern CHOICE = Pattern.compile(
            "(.*)expected one of \\[([^]]*)\\] \\(case-insensitive\\) but was (.*)", Pattern.DOTALL);

    private static final Pattern ARGUMENT = Pattern.compile("positional parameter at index \\S+ \\((.+?)\\)");

    private final PenstockCommand root;

    private Usage(PenstockCommand root) {
        this.root = root;
    }

    static CommandLine configured(CommandLine line, PenstockCommand root) {
        var usage = new Usage(root);
        converters(line);
        HelpText.layOut(line);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(root.surroundings().out(), true, StandardCharsets.UTF_8));
        line.setExecutionStrategy(parsed -> {
            HelpText.fit(line, root.terminal());
            return new RunLast().execute(parsed);
        });
        line.setParameterExceptionHandler((exception, _) -> usage.refused(exception));
        line.setExecutionExceptionHandler((exception, _, _) -> usage.failed(exception));
        return line;
    }

    private static void converters(CommandLine line) {
        line.registerConverter(BigDecimal.class, text -> {
            if (!text.matches("[0-9]{1,12}(\\.[0-9]{1,12})?")) {
                throw new TypeConversionException("'" + text + "' is not an amount of dollars such as 25 or 0.50");
            }
            return new BigDecimal(text);
        });
        line.registerConverter(Long.class, text -> Long.valueOf(whole(text)));
        line.registerConverter(Integer.class, text -> Math.toIntExact(whole(text)));
        line.registerConverter(int.class, text -> Math.toIntExact(whole(text)));
        line.registerConverter(Path.class, text -> {
            try {
                return Path.of(text);
            } catch (InvalidPathException _) {
                throw new TypeConversionException("'" + text + "' is not a path");
            }
        });
        line.registerConverter(URI.class, Usage::address);
        line.registerConverter(LocalDate.class, text -> {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeParseException _) {
                throw new TypeConversionException("'" + text + "' is not a day such as 2026-11-30");
            }
        });
    }

    private static long whole(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new TypeConversionException("'" + text + "' is not a whole number from 0 to 999,999,999");
        }
        return Long.parseLong(text);
    }

    private static URI address(String text) {
        try {
            var uri = new URI(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // said below, like every other text that is no address
        }
        throw new TypeConversionException("'" + text + "' is not an address such as http://127.0.0.1:8089");
    }

    /// The arguments are wrong. A mistyped option is said before what is missing because of it.
    private int refused(ParameterException exception) {
        var line = exception.getCommandLine();
        var unknown = exception instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched()
                : line.getUnmatchedArguments();
        return say(ExitCode.USAGE, unknown.isEmpty()
                ? root.errors().error(plain(exception), help(line), ErrorForm.NOTHING_STARTED)
                : unknown(line, unknown.getFirst()));
    }

    private List<String> unknown(CommandLine line, String word) {
        var command = line.getCommandSpec().qualifiedName();
        var commands = line.getSubcommands().keySet();
        if (LATER.contains(word) && !commands.isEmpty()) {
            return root.errors()
                    .error(command + " " + word + " is not available yet",
                            "available: " + String.join(", ", commands), ErrorForm.NOTHING_STARTED);
        }
        boolean option = word.startsWith("-");
        var known = option ? line.getCommandSpec().optionsMap().keySet() : commands;
        var near = Spelling.nearest(word, known).map(name -> "did you mean " + name + "?").orElse("");
        var what = option ? "option" : commands.isEmpty() ? "argument" : "command";
        return root.errors()
                .error("unknown " + what + " '" + word + "'", near,
                        what.equals("command") ? "allowed: " + String.join(", ", commands) : help(line),
                        ErrorForm.NOTHING_STARTED);
    }

    private static String help(CommandLine line) {
        return "see: " + line.getCommandSpec().qualifiedName() + " --help";
    }

    private static String plain(ParameterException exception) {
        var message = words(ARGUMENT.matcher(String.valueOf(exception.getMessage())).replaceFirst("$1"));
        return message.isEmpty() ? message : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    /// Choices as they are typed, not as Java names them.
    private static String words(String message) {
        var choice = CHOICE.matcher(message);
        return choice.matches()
                ? choice.group(1) + choice.group(3) + "; allowed: " + choice.group(2).toLowerCase(Locale.ROOT)
                : message;
    }

    /// The command failed.
    private int failed(Exception exception) {
        var lines = new ArrayList<>(explained(exception));
        lines.addAll(details(exception));
        return say(code(exception), lines);
    }

    private static int code(Exception exception) {
        return operatorsMistake(exception) ? ExitCode.USAGE : ExitCode.INTERNAL;
    }

    private static boolean operatorsMistake(Exception exception) {
        return exception instanceof SettingsException || exception instanceof CannotStartException
                || exception instanceof StoreLockedException;
    }

    private List<String> explained(Exception exception) {
        var errors = root.errors();
        var message = String.valueOf(exception.getMessage());
        return switch (exception) {
            case SettingsException e -> errors.problems(e.problems());
            case CannotStartException e -> errors.error(message, e.next());
            case StoreLockedException _ -> errors.error(message,
                    "one engine works on a store at a time: wait for it, end it, or use another --project",
                    "if it is penstock serve, hand it the run: penstock run TASK --input FILE --via URL",
                    "reading and review work meanwhile: penstock runs, report, dead-letters",
                    ErrorForm.NOTHING_STARTED);
            case StoreException _ -> errors.error(message,
                    "what was confirmed before is safe; when the cause is gone: penstock resume RUN");
            case UncheckedIOException _ -> errors.error(message);
            default -> errors.error("internal error: " + exception.getClass().getSimpleName() + ": " + message);
        };
    }

    /// Where the stack trace went, or how to get it.
    private List<String> details(Exception exception) {
        if (!"1".equals(root.surroundings().env().apply("PENSTOCK_DEBUG"))) {
            return operatorsMistake(exception)
                    ? List.of()
                    : List.of("  = for the details, set PENSTOCK_DEBUG=1 and run it again");
        }
        try {
            var file = Files.createTempFile("penstock-error-", ".txt");
            try (var out = new PrintWriter(Files.newBufferedWriter(file))) {
                exception.printStackTrace(out);
            }
            return List.of("  = details: " + file);
        } catch (IOException e) {
            return List.of(
                    "  = the details could not be written: " + TerminalText.oneLine(String.valueOf(e.getMessage())));
        }
    }

    private int say(int code, List<String> lines) {
        root.messages().close();
        root.messages().say(lines);
        return code;
    }
}
