package dev.penstock.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Measures Penstock against the simulator; `bench/run` starts it.
public final class Bench {
    private static final String USAGE = """
            ./bench/run detect [--data DIR]     corrupted replies over real questions and receipts: what is caught, by which check
            ./bench/run kill [--kills N]        kill -9 and resume until complete: what is lost, what is paid twice
            ./bench/run storm [--items N]       a quota, clean and overloaded: the naive loop, the SDK's retries and Penstock side by side
            ./bench/run soak [--items N]        100,000 items through one storm after the other: what grows, what is lost
            ./bench/run throughput [--items N]  Penstock against a bare openai-java loop, side by side
            ./bench/run limiter [--calls N]     what the endpoint controller costs per call under contention
            ./bench/run million [--items N]     one million items with a heap of 256 MB
            ./bench/run resume [--items N]      kill -9 of a run of 100,000 items: seconds to the first new request, what is paid twice
            ./bench/run in-flight [--calls N]   10,000 calls in flight with a heap of 1 GB
            ./bench/run api [--seconds N]       what the HTTP API adds to a generation's time at 500 requests a second
            ./bench/run console [--letters N]   each page of the console with 100,000 dead letters in the store
            ./bench/run startup                 seconds to --version and to the first request of a run
            ./bench/run numbers                 startup, throughput, resume, in-flight and million, with the machine""";
    private static final String NONE = "";

    private Bench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        var root = Path.of(System.getProperty("bench.root", ""));
        System.exit(run(List.of(args), root, new PrintStream(System.out, true, StandardCharsets.UTF_8)));
    }

    /// @param root the repository
    /// @return 0 when every bar is met, 1 when one is missed, 2 when nothing was measured
    static int run(List<String> args, Path root, PrintStream out) throws IOException, InterruptedException {
        var command = args.isEmpty() ? "" : args.getFirst();
        var option = option(command);
        if (option == null || !(args.size() == 1 || (args.size() == 3 && args.get(1).equals(option)))) {
            out.println(USAGE);
            return 2;
        }
        try {
            return measure(command, args.size() == 3 ? args.get(2) : "", root, out) ? 0 : 1;
        } catch (BenchException e) {
            out.println("error: " + e.getMessage());
            return 2;
        }
    }

    /// What a command takes; null when there is none of this name.
    private static @Nullable String option(String command) {
        return switch (command) {
            case "detect" -> "--data";
            case "kill" -> "--kills";
            case "limiter", "in-flight" -> "--calls";
            case "api" -> "--seconds";
            case "console" -> "--letters";
            case "storm", "soak", "throughput", "million", "resume" -> "--items";
            case "startup", "numbers" -> NONE;
            default -> null;
        };
    }

    private static boolean measure(String command, String value, Path root, PrintStream out)
            throws IOException, InterruptedException {
        return switch (command) {
            case "api" -> new ApiBench(root, out).run(number(value, 20));
            case "console" -> new ConsoleBench(root, out).run(number(value, 100_000));
            case "detect" -> new DetectionBench(root, out)
                    .run(value.isEmpty() ? root.resolve("../shared/data") : Path.of(value));
            case "kill" -> new KillBench(root, out).run(number(value, 20), System.nanoTime());
            case "limiter" -> new LimiterBench(out).run(number(value, 1_000_000));
            case "million" -> new MillionBench(root, out).run(number(value, 1_000_000));
            case "resume" -> new ResumeBench(root, out).run(number(value, 100_000));
            case "in-flight" -> new InFlightBench(root, out).run(number(value, 10_000));
            case "storm" -> new StormBench(root, out).run(number(value, 10_000));
            case "soak" -> new SoakBench(root, out).run(number(value, 100_000));
            case "startup" -> new StartupBench(root, out).run();
            case "throughput" -> new ThroughputBench(root, out).run(number(value, 20_000));
            default -> numbers(root, out);
        };
    }

    /// Everything that has a bar, one after the other.
    private static boolean numbers(Path root, PrintStream out) throws IOException, InterruptedException {
        var reached = true;
        for (var command : List.of("startup", "throughput", "resume", "in-flight", "million")) {
            out.printf("## %s%n%n%s%n%n", command, Machine.described());
            reached &= measure(command, "", root, out);
            out.println();
        }
        return reached;
    }

    private static int number(String value, int usual) {
        try {
            return value.isEmpty() ? usual : Integer.parseInt(value);
        } catch (NumberFormatException _) {
            throw new BenchException("'" + value + "' is not a number");
        }
    }
}
