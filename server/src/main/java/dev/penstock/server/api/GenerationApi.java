package dev.penstock.server.api;

import dev.penstock.engine.Ask;
import dev.penstock.engine.AttemptJson;
import dev.penstock.engine.Generation;
import dev.penstock.engine.GenerationHaltedException;
import dev.penstock.engine.GenerationPendingException;
import dev.penstock.engine.Outcome;
import dev.penstock.engine.OutcomeJson;
import dev.penstock.engine.ReusedKeyException;
import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.Problem;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import dev.penstock.store.IdempotencyKeys;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Generations, one at a time, for callers that wait or come back.
public final class GenerationApi {
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final Duration POLL_AGAIN = Duration.ofSeconds(1);
    private static final Duration HALTED_AGAIN = Duration.ofSeconds(60);
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");
    private static final int ID_BYTES = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Serving serving;

    public GenerationApi(Serving serving) {
        this.serving = serving;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/v1/tasks/{task}/generations")
                        .needs(Needs.OPERATOR)
                        .says("Generates one answer, and waits for it as long as the task's timeout")
                        .takes("GenerationRequest")
                        .header(IDEMPOTENCY_KEY,
                                "The same key and body within 24 hours is the same generation, paid once")
                        .header("Prefer", "`respond-async` answers at once, `wait=N` after at most N seconds")
                        .answers(200, "Accepted", "Generation")
                        .answers(202, "Not done yet; fetch it from Location", "Promise")
                        .fails(ProblemType.BAD_REQUEST, ProblemType.NOT_FOUND, ProblemType.TOO_LARGE,
                                ProblemType.UNSUPPORTED_MEDIA_TYPE, ProblemType.DEAD_LETTERED,
                                ProblemType.IDEMPOTENCY_KEY_REUSED, ProblemType.ID_REUSED, ProblemType.OVERLOADED,
                                ProblemType.HALTED, ProblemType.STORE_FAILED, ProblemType.TASK_UNUSABLE)
                        .startsWork()
                        .handledBy(this::generate),
                Route.get("/v1/generations/{id}")
                        .needs(Needs.VIEWER)
                        .says("What became of the newest generation of this id, as the one who waited would be told")
                        .answers(200, "Accepted", "Generation")
                        .answers(202, "Not done yet", "Promise")
                        .fails(ProblemType.NOT_FOUND, ProblemType.DEAD_LETTERED)
                        .handledBy(this::find));
    }

    private Answer generate(Call call) throws InterruptedException {
        var task = Tasks.of(call, serving);
        var body = call.json();
        var prefer = Prefer.of(call.header("Prefer"));
        var timeout = serving.generations().prompt(task).settings().call().timeout();
        var id = body.path("id").asString(newId());
        var ask = new Ask(task, id, (ObjectNode) body.path("input"), key(call, task, body),
                prefer.async() ? null : timeout, serving.project().config().server().limits().queue());
        return answer(task, submit(call, ask), prefer, timeout);
    }

    private Generation submit(Call call, Ask ask) throws InterruptedException {
        try {
            return serving.generations().submit(ask);
        } catch (IllegalStateException e) {
            throw serving.stopping().getAsBoolean() ? new Refusal(ProblemType.STOPPING, "the server stops") : e;
        } catch (ReusedKeyException e) {
            throw call.header(IDEMPOTENCY_KEY) != null
                    ? e
                    : new Refusal(ProblemType.ID_REUSED,
                            "the id was used for another input; use another id, or the same input");
        }
    }

    private Answer answer(String task, Generation generation, Prefer prefer, Duration timeout)
            throws InterruptedException {
        var answer = outcome(task, generation, prefer.patience(timeout))
                .map(GenerationApi::told)
                .orElseGet(() -> promise(generation.id()));
        if (answer.status() == 202 && prefer.applied() != null) {
            answer = answer.header("Preference-Applied", prefer.applied());
        }
        return generation.replayed() ? answer.header("Idempotency-Replayed", "true") : answer;
    }

    /// Empty when there is none in this time, or none from this engine.
    private Optional<Outcome> outcome(String task, Generation generation, Duration patience)
            throws InterruptedException {
        try {
            return generation.await(patience);
        } catch (GenerationHaltedException e) {
            serving.log().halted(task, e.why());
            throw new Refusal(Problem.of(ProblemType.HALTED,
                    "the generation is kept and goes on when somebody has acted: " + e.why())
                    .with("id", e.id())
                    .header("Location", location(e.id()))
                    .retryAfter(HALTED_AGAIN));
        } catch (GenerationPendingException _) {
            return Optional.empty();
        }
    }

    private Answer find(Call call) {
        var id = call.path("id");
        try {
            return serving.generations().outcome(id).map(GenerationApi::told).orElseGet(() -> promise(id));
        } catch (NoSuchElementException _) {
            throw new Refusal(ProblemType.NOT_FOUND, "there is no such generation");
        }
    }

    private static Answer told(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> Answer.ok(OutcomeJson.of(accepted));
            case Outcome.DeadLettered dead -> Problem.of(ProblemType.DEAD_LETTERED, dead.detail())
                    .with("id", dead.id())
                    .with("run", dead.run())
                    .with("deadLetter", dead.deadLetter())
                    .with("reason", dead.reason())
                    .with("evidence", AttemptJson.evidence(dead.evidence()))
                    .answer();
        };
    }

    private static Answer promise(String id) {
        return Answer.json(202, JsonNodeFactory.instance.objectNode().put("id", id).put("status", "pending"))
                .header("Location", location(id))
                .header("Retry-After", String.valueOf(POLL_AGAIN.toSeconds()));
    }

    private static String location(String id) {
        return "/v1/generations/" + id;
    }

    /// A key is its caller's own, for one task. Without one, the id of the body is the key.
    private static IdempotencyKeys.@Nullable Key key(Call call, String task, JsonNode body) {
        var header = call.header(IDEMPOTENCY_KEY);
        if (header != null && !KEY.matcher(header).matches()) {
            throw new Refusal(ProblemType.BAD_REQUEST,
                    "an Idempotency-Key has 1 to 255 visible ASCII characters and no spaces");
        }
        var name = header != null ? "key " + header : body.has("id") ? "id " + body.path("id").asString() : null;
        return name == null
                ? null
                : new IdempotencyKeys.Key(call.caller().name() + " POST /v1/tasks/" + task + "/generations", name,
                        Fingerprint.of(body));
    }

    private static String newId() {
        var bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return "gen_" + HexFormat.of().formatHex(bytes);
    }
}
