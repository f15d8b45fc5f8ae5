package dev.penstock.server.console;

import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import dev.penstock.store.DeadLetters.Filter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which dead letters a page is about, as its address says it.
///
/// @param age `1h`, `1d` or `7d`: only those that wait longer
/// @param status `open`, `accepted`, `discarded`, `retried` or `any`
public record LetterQuery(String task, String reason, String run, String age, String status) {
    /// How long a dead letter may have waited to be asked for.
    private static final Map<String, Duration> AGES = Map.of("1h", Duration.ofHours(1), "1d", Duration.ofDays(1), "7d",
            Duration.ofDays(7));
    private static final Map<String, String> STATUSES = statuses();

    public LetterQuery {
        if (!age.isEmpty() && !AGES.containsKey(age)) {
            throw new Refusal(ProblemType.BAD_REQUEST, "age must be 1h, 1d or 7d");
        }
        if (!STATUSES.containsKey(status)) {
            throw new Refusal(ProblemType.BAD_REQUEST,
                    "status must be one of " + String.join(", ", STATUSES.keySet()));
        }
    }

    static final LetterQuery OPEN = new LetterQuery("", "", "", "", "open");

    private static Map<String, String> statuses() {
        var all = new LinkedHashMap<String, String>();
        all.put("open", "waiting");
        all.put("accepted", "accepted");
        all.put("discarded", "discarded");
        all.put("retried", "retried");
        all.put("any", "any");
        return all;
    }

    /// Says what the address may hold.
    static Route.Builder described(Route.Builder route) {
        return route.query("task", "string", "Only those of a task")
                .query("reason", "string", "Only those of a reason")
                .query("run", "string", "Only those of a run")
                .query("age", "string", "Only those older than 1h, 1d or 7d")
                .query("status", "string", "`open`, `accepted`, `discarded`, `retried` or `any`");
    }

    static LetterQuery ofAddress(Call call) {
        return of(call::query);
    }

    static LetterQuery ofForm(Call call) {
        return of(call::field);
    }

    private static LetterQuery of(Function<String, @Nullable String> from) {
        var status = text(from.apply("status"));
        return new LetterQuery(text(from.apply("task")), text(from.apply("reason")), text(from.apply("run")),
                text(from.apply("age")), status.isEmpty() ? "open" : status);
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given.strip();
    }

    /// @param now when the page was made: what came later is not meant
    Filter filter(Instant now) {
        var before = now.plusMillis(1).minus(AGES.getOrDefault(age, Duration.ZERO));
        return new Filter(orNull(run), orNull(task), orNull(reason), status.equals("any") ? null : status, before);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    public LetterQuery group(String ofTask, String ofReason) {
        return new LetterQuery(ofTask, ofReason, run, age, status);
    }

    /// All that have the status.
    public LetterQuery cleared() {
        return new LetterQuery("", "", "", "", status);
    }

    public LetterQuery ofStatus(String other) {
        return new LetterQuery(task, reason, run, age, other);
    }

    /// Whether it asks for less than all that have the status.
    public boolean narrows() {
        return !(task + reason + run + age).isEmpty();
    }

    public boolean open() {
        return status.equals("open");
    }

    public Map<String, String> statusChoices() {
        return STATUSES;
    }

    /// The fields that are not empty, to be carried along.
    public Map<String, String> fields() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("task", task);
        fields.put("reason", reason);
        fields.put("run", run);
        fields.put("age", age);
        fields.put("status", open() ? "" : status);
        fields.values().removeIf(String::isEmpty);
        return fields;
    }

    /// An address with this query, and more.
    public String at(String path, String... more) {
        var all = new LinkedHashMap<>(fields());
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all.isEmpty()
                ? path
                : path + all.entrySet()
                        .stream()
                        .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", "?", ""));
    }

    /// The list.
    public String list() {
        return at(Place.DEAD_LETTERS.path());
    }

    /// One of them.
    public String review(String id) {
        return at(Place.DEAD_LETTERS.path() + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8));
    }
}
