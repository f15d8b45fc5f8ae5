package dev.penstock.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.provider.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/// What the controller was asked in a storm and what it decided, ten seconds a line: counts for whoever reads a diff, a checksum
/// over every single call and its answer, and how the endpoint stood. Times are rounded to milliseconds, because processors
/// differ in the last bit of a logarithm.
final class ControllerTrace {
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private final List<String> lines = new ArrayList<>();
    private final SortedMap<String, Integer> counts = new TreeMap<>();
    private final CRC32 checksum = new CRC32();
    private long window;
    private String standing = "";

    void admitted(long at, Lane lane, Estimate estimate, Admission admission, EndpointState state) {
        var asked = lane.name().toLowerCase(Locale.ROOT);
        var decided = switch (admission) {
            case Admission.Granted(var grant) when grant.isProbe() -> "probe";
            case Admission.Granted _ -> "granted";
            case Admission.After(var nanos) -> "after " + millis(nanos);
            case Admission.OnChange() -> "on-change";
            case Admission.Halted _ -> "halted";
        };
        add(at, asked + " " + estimate + " -> " + decided, asked + " " + decided.split(" ", -1)[0], state);
    }

    void settled(long at, Reply reply, boolean sick, EndpointState state) {
        var came = switch (reply) {
            case Reply.Completed _ -> "passed";
            case Reply.Failed(var failure, _, _, _) -> failure.reason();
        };
        add(at, came + (sick ? " sick" : ""), came, state);
    }

    private void add(long at, String call, String counted, EndpointState state) {
        if (at / WINDOW_NANOS != window) {
            close();
            window = at / WINDOW_NANOS;
        }
        counts.merge(counted, 1, Integer::sum);
        checksum.update((millis(at) + " " + call + "\n").getBytes(UTF_8));
        var now = state.snapshot(at);
        standing = now.word() + ", in flight " + now.inFlight() + " of " + now.allowed();
    }

    private static long millis(long nanos) {
        return Math.round(nanos / 1e6);
    }

    private void close() {
        if (!counts.isEmpty()) {
            lines.add(String.format(Locale.ROOT, "%4d s  %08x  %s; %s", window * 10, checksum.getValue(), standing,
                    counts.entrySet()
                            .stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue())
                            .collect(Collectors.joining(", "))));
        }
        counts.clear();
        checksum.reset();
    }

    /// All of it, once the storm is over.
    List<String> lines() {
        close();
        return List.copyOf(lines);
    }
}
