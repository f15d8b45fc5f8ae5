package dev.penstock.limit;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One of the storms of the reference simulation, whose names it keeps. Public fields: a scenario is a list of differences
/// from a quota of 4,000 requests, two million input and 400,000 output tokens a minute, of which the output binds.
final class StormScenario {
    final String name;

    double requestsPerMinute = 4_000;
    double inputPerMinute = 2_000_000;
    double outputPerMinute = 400_000;
    /// Seconds of refill the server's buckets hold.
    double burstSeconds = 60;
    /// Whether the server rejects anything for its quota.
    boolean quota = true;
    /// Calls served at once, the others queue; zero for any number.
    int slots;
    /// Whether the server takes the whole output cap when a call begins.
    boolean reservesOutput;
    /// Whether the rejected count as requests too.
    boolean rejectedCount;
    /// Growth of the accepted calls that is too fast, in calls per second; zero for any growth.
    double acceleration;
    /// Share of the quota that is ours, over time.
    List<Window> tenants = List.of();
    /// When most calls are answered with 529, and with what chance.
    List<Window> overloads = List.of();
    /// When calls fail with 500, and with what chance.
    List<Window> brownouts = List.of();
    /// Chance of a fault relative to 0.85 in a hundred calls.
    double noise = 1;
    /// Chance of a 429 while the quota has room.
    double strays;
    /// When the account runs out of money, in seconds.
    double brokeAt = Double.POSITIVE_INFINITY;

    boolean headers = true;
    /// What limits and remainders in headers are multiplied by.
    double limitFactor = 1;
    double remainingFactor = 1;
    double withoutRetryAfter;
    double retryAfterAsDate;

    /// What the operator configured, as a multiple of the truth; null for nothing.
    @Nullable
    Double configured = 1.0;
    boolean selfHosted;
    int maxOutputTokens = 4_096;
    double interactivePerSecond;

    /// Something that holds for a time, in seconds.
    record Window(double from, double to, double value) {
        boolean holds(double time) {
            return from <= time && time < to;
        }
    }

    private StormScenario(String name) {
        this.name = name;
    }

    static StormScenario of(String name, Consumer<StormScenario> differences) {
        var scenario = new StormScenario(name);
        differences.accept(scenario);
        return scenario;
    }

    /// All 23.
    static List<StormScenario> all() {
        return List.of(of("S0 clean", _ -> {}),
                of("S1 overloaded for 5 minutes", s -> s.overloads = List.of(new Window(180, 480, 0.9))),
                of("S2 without headers and Retry-After", s -> {
                    s.headers = false;
                    s.withoutRetryAfter = 1;
                }), of("S3 configured twice too high, without headers", s -> {
                    s.headers = false;
                    s.configured = 2.0;
                }), of("S4 quota halved", s -> s.tenants = HALVED),
                of("S5 quota halved, without headers, Retry-After half the time", s -> {
                    s.tenants = HALVED;
                    s.headers = false;
                    s.withoutRetryAfter = 0.5;
                }), of("S6 unknown limits, without headers", s -> {
                    s.headers = false;
                    s.configured = null;
                }), of("S7 burst of 2 seconds, rejected count", s -> {
                    s.burstSeconds = 2;
                    s.requestsPerMinute = 900;
                    s.rejectedCount = true;
                }), of("S7n burst of 2 seconds, without headers", s -> {
                    s.burstSeconds = 2;
                    s.headers = false;
                }), of("S8b output reserved, cap 1024", s -> {
                    s.reservesOutput = true;
                    s.maxOutputTokens = 1_024;
                }), of("S8 output reserved", s -> s.reservesOutput = true),
                of("S9 acceleration limited", s -> s.acceleration = 4),
                of("S10 interactive calls", s -> s.interactivePerSecond = 1), of("S11 storm", s -> {
                    s.overloads = List.of(new Window(180, 300, 0.9), new Window(500, 740, 0.9));
                    s.tenants = List.of(new Window(400, 900, 0.5));
                    s.withoutRetryAfter = 0.3;
                    s.retryAfterAsDate = 0.3;
                    s.noise = 2;
                    s.interactivePerSecond = 0.5;
                }), of("S12 self-hosted, 64 slots", s -> {
                    s.configured = null;
                    s.headers = false;
                    s.quota = false;
                    s.slots = 64;
                    s.selfHosted = true;
                }), of("S13 Retry-After as a date, without headers", s -> {
                    s.retryAfterAsDate = 1;
                    s.headers = false;
                    s.configured = 1.15;
                }), of("S14 out of money", s -> s.brokeAt = 200), of("S15 headers twice too high", s -> {
                    s.limitFactor = 2;
                    s.remainingFactor = 2;
                    s.configured = 2.0;
                }), of("S16 remaining stuck at nothing", s -> s.remainingFactor = 0),
                of("S17 configured at half", s -> s.configured = 0.5),
                of("S18 configured at half, without headers", s -> {
                    s.configured = 0.5;
                    s.headers = false;
                }), of("S19 brownout", s -> s.brownouts = List.of(new Window(180, 360, 0.3))),
                of("S20 hard down for 3 minutes", s -> s.brownouts = List.of(new Window(180, 360, 1))));
    }

    static StormScenario named(String number) {
        return all().stream().filter(each -> each.name.startsWith(number + " ")).findFirst().orElseThrow();
    }

    /// Three calls in a hundred are turned away for no reason that the headers know.
    static StormScenario strays() {
        return of("strays", s -> s.strays = 0.03);
    }

    private static final List<Window> HALVED = List.of(new Window(180, 1e9, 0.5));

    String number() {
        return name.substring(0, name.indexOf(' '));
    }

    double share(double time) {
        return value(tenants, time, 1);
    }

    double overload(double time) {
        return value(overloads, time, 0);
    }

    double brownout(double time) {
        return value(brownouts, time, 0);
    }

    Limits limits() {
        return new Limits(perMinute(requestsPerMinute), perMinute(inputPerMinute), perMinute(outputPerMinute), null,
                reservesOutput ? OutputAccounting.RESERVE : OutputAccounting.USED,
                selfHosted ? Hosting.SELF_HOSTED : Hosting.HOSTED);
    }

    @Override
    public String toString() {
        return name;
    }

    private @Nullable Integer perMinute(double truth) {
        return configured == null ? null : (Integer) (int) Math.round(truth * configured);
    }

    private static double value(List<Window> windows, double time, double otherwise) {
        return windows.stream()
                .filter(window -> window.holds(time))
                .mapToDouble(Window::value)
                .findFirst()
                .orElse(otherwise);
    }
}
