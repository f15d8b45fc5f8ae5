package dev.penstock.simulator;

import dev.penstock.provider.batch.BatchLabel;
import dev.penstock.simulator.Rejection.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Serves the batch APIs. Asking about batches is no call: the books count their entries only.
final class BatchDesk {
    /// Ids of answers about batches are far from those of calls.
    private static final long IDS_OF_REQUESTS = 1L << 40;

    private final Scenario scenario;
    private final FaultPlan plan;
    private final Gate gate;
    private final SimulatedClock clock;

    /// One request on its way through the desk.
    ///
    /// @param path its parts behind `/v1`
    record Visit(Night night, Wire wire, HttpRequest request, List<String> path, long seq) {
        Batches batches() {
            return night.batches();
        }

        /// Simulated time since the first call.
        Duration sinceFirst(SimulatedClock clock) {
            return night.sinceFirst(clock.simulatedNanos());
        }

        Query query() {
            return new Query(request.query());
        }

        /// The body as JSON; missing when it is not JSON.
        JsonNode json() {
            try {
                return Texts.parse(request.body().text());
            } catch (JacksonException _) {
                return Texts.JSON.missingNode();
            }
        }

        Reaction refuse(Rejection rejection) {
            return Reaction.reply(WireFormat.of(wire).error(seq, rejection));
        }

        Reaction refuse(int status, String message) {
            return refuse(new Rejection(status == 404 ? Trouble.NO_PATH : Trouble.INVALID, status, message, null));
        }

        Reaction answer(JsonNode json) {
            return Reaction.reply(HttpReply.json(200, json.toString()).with(headers()));
        }

        Map<String, String> headers() {
            return WireFormat.of(wire).headers(seq);
        }
    }

    BatchDesk(Scenario scenario, FaultPlan plan, Gate gate, SimulatedClock clock) {
        this.scenario = scenario;
        this.plan = plan;
        this.gate = gate;
        this.clock = clock;
    }

    /// Empty when the path belongs to no batch API.
    Optional<Reaction> serve(Night night, HttpRequest request) {
        var path = List.of(request.path().replaceFirst("^/v1", "").replaceFirst("^/", "").split("/"));
        var visit = new Visit(night, path.getFirst().equals("messages") ? Wire.ANTHROPIC : Wire.OPENAI, request, path,
                IDS_OF_REQUESTS + night.batches().nextId());
        if (!isOurs(path)) {
            return Optional.empty();
        }
        return Optional.of(trouble(visit).orElseGet(() -> visit.wire() == Wire.ANTHROPIC
                ? new AnthropicBatchPages(this, visit).serve()
                : new OpenAiBatchPages(this, visit).serve()));
    }

    private static boolean isOurs(List<String> path) {
        return path.getFirst().equals("files") || path.getFirst().equals("batches")
                || (path.size() > 1 && path.getFirst().equals("messages"));
    }

    /// A bad key, or a provider that is sick just now.
    private Optional<Reaction> trouble(Visit visit) {
        var locked = gate.problem(visit.request());
        if (locked.isPresent()) {
            return Optional.of(visit.refuse(locked.get()));
        }
        return plan.episode(visit.sinceFirst(clock), 0).map(episode -> switch (episode.kind()) {
            case DOWN -> Reaction.of(new Transmission.Reset());
            case OVERLOAD_529 ->
                visit.refuse(Rejection.of(Trouble.OVERLOADED, WireFaults.overloadStatus(visit.wire())));
            case BROWNOUT_500 -> visit.refuse(Rejection.of(Trouble.SERVER, 500));
        });
    }

    SimulatedClock clock() {
        return clock;
    }

    double toldSpeed() {
        return scenario.rules().toldSpeed();
    }

    /// What the next batch will suffer.
    BatchFate nextFate(Visit visit) {
        return new BatchFate(scenario, visit.batches().request());
    }

    /// Whether the request for a batch is turned away, and with what.
    Optional<Reaction> turnedAway(Visit visit, BatchFate fate) {
        return fate.fault(BatchFault.Kind.TURNED_AWAY).map(fault -> {
            var trouble = switch (fault.status()) {
                case 401, 403 -> Trouble.WRONG_KEY;
                case 402 -> Trouble.BILLING;
                case 429 -> Trouble.RATE;
                case 503, 529 -> Trouble.OVERLOADED;
                default -> fault.status() < 500 ? Trouble.INVALID : Trouble.SERVER;
            };
            var after = fault.status() == 429 || fault.status() == 503 || fault.status() == 529
                    ? WireFaults.retryAfter(Fault.RetryAfter.SECONDS, Duration.ofSeconds(1), clock.now())
                    : Map.<String, String>of();
            return Reaction.reply(WireFormat.of(visit.wire())
                    .error(visit.seq(), Rejection.of(trouble, fault.status()))
                    .with(after));
        });
    }

    /// Makes a batch, and answers for it unless the answer is lost.
    Reaction create(Visit visit, BatchJob job, Function<BatchJob, JsonNode> shape) {
        visit.batches().add(job);
        return job.fate().suffers(BatchFault.Kind.LOST_REPLY)
                ? Reaction.of(new Transmission.Reset())
                : visit.answer(visit.batches().look(job.origin().id(), visit.wire(), shape).orElseThrow());
    }

    /// Results as they are, or cut off half way.
    Reaction results(Visit visit, BatchJob job, HttpReply whole) {
        var reply = whole.with(visit.headers());
        if (job.readingBreaks()) {
            return Reaction.of(new Transmission.CutOff(reply, reply.body().bytes().length / 2));
        }
        visit.batches().delivered(job, index -> BatchLines.isTold(job, index));
        return Reaction.reply(reply);
    }

    /// What the entries of a batch begin with.
    static Optional<BatchLabel> label(List<BatchJob.Entry> entries) {
        return entries.stream().findFirst().flatMap(entry -> BatchLabel.of(entry.customId()));
    }
}
