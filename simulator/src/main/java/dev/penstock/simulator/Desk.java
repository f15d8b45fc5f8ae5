package dev.penstock.simulator;

import dev.penstock.item.Usage;
import dev.penstock.simulator.Answer.Stop;
import dev.penstock.simulator.Rejection.Trouble;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Serves generation calls: judges the request, lets the scenario decide, answers, and books.
final class Desk {
    private final Scenario scenario;
    private final FaultPlan plan;
    private final Author author;
    private final Dice dice;
    private final Gate gate;
    private final SimulatedClock clock;
    private final BatchDesk batchDesk;
    private volatile Night night;
    private volatile DateLine dateLine = new DateLine(0, "");

    private record DateLine(long second, String text) {}

    /// One call on its way through the desk.
    private record Arrival(Night night, long seq, Wire wire, @Nullable String clientRequestId, long nowNanos,
            Instant at) {
        long number() {
            return seq + 1;
        }

        WireFormat format() {
            return WireFormat.of(wire);
        }
    }

    /// @param nanos a monotonic clock
    Desk(Scenario scenario, InstantSource wall, LongSupplier nanos) {
        this.scenario = scenario;
        this.plan = new FaultPlan(scenario);
        this.dice = new Dice(scenario.seed());
        this.author = new Author(scenario);
        this.gate = new Gate(scenario.rules());
        this.clock = SimulatedClock.starting(wall, nanos, scenario.rules().speed());
        this.batchDesk = new BatchDesk(scenario, plan, gate, clock);
        this.night = newNight(0);
    }

    private Night newNight(long nowNanos) {
        return new Night(scenario, plan, nowNanos, new BatchWorker(scenario, plan, author, gate, clock));
    }

    Books books() {
        return night.books();
    }

    /// Starts the scenario over, books included.
    void reset() {
        night = newNight(clock.simulatedNanos());
    }

    /// Serves what belongs to a batch API, or counts tokens; empty when the path is none of theirs.
    Optional<Reaction> serveBatches(HttpRequest request) {
        return batchDesk.serve(night, request);
    }

    Reaction serve(Wire wire, HttpRequest request) throws InterruptedException {
        var tonight = night;
        var arrival = new Arrival(tonight, tonight.books().arrive(), wire, request.header("x-client-request-id"),
                clock.simulatedNanos(), clock.now());
        return switch (judge(arrival, request)) {
            case Rejection rejection -> refuse(arrival, rejection);
            case Prompt prompt -> answer(arrival, prompt);
        };
    }

    private Intake judge(Arrival arrival, HttpRequest request) {
        var locked = gate.problem(request);
        if (locked.isPresent()) {
            return locked.get();
        }
        try {
            var body = Texts.parse(new String(request.body().bytes(), StandardCharsets.UTF_8));
            return gate.admit(arrival.wire(), arrival.format().read(body));
        } catch (JacksonException _) {
            return Rejection.of(Trouble.MALFORMED_JSON, 400);
        }
    }

    private Reaction refuse(Arrival arrival, Rejection rejection) {
        return finish(arrival, new Call.About(arrival.wire(), null, null, null),
                Outcome.free(arrival.format().error(arrival.seq(), rejection).with(headers(arrival)), null));
    }

    private Reaction answer(Arrival arrival, Prompt prompt) throws InterruptedException {
        var subject = arrival.night().items().identify(prompt);
        var about = new Call.About(arrival.wire(), prompt.model().intern(), subject.id(), null);
        var sick = episode(arrival);
        if (sick.isPresent()) {
            return turnAway(arrival, about, sick.get());
        }
        var account = plan.accountFault(arrival.number());
        if (account.isPresent()) {
            var nothing = new Served(arrival.seq(), arrival.wire(), prompt, new Answer.Text("", Stop.END), Usage.NONE,
                    arrival.at(), headers(arrival));
            return finish(arrival, about,
                    new WireFaults(account.get(), nothing, dice.at(arrival.seq()).generator()).apply());
        }
        var input = input(arrival, prompt);
        var wait = quotaWait(arrival, prompt, input);
        if (wait.isPresent()) {
            return turnAway(arrival, about, overQuota(arrival, wait.get()));
        }
        return generate(arrival, prompt, subject, about, input);
    }

    private Optional<Outcome> episode(Arrival arrival) {
        return plan.episode(arrival.night().sinceFirst(arrival.nowNanos()), arrival.number()).map(episode -> {
            var label = episode.kind().label();
            return switch (episode.kind()) {
                case DOWN -> Outcome.lost(new Transmission.Reset(), 0, label, Usage.NONE);
                case OVERLOAD_529 -> Outcome.free(error(arrival,
                        Rejection.of(Trouble.OVERLOADED, WireFaults.overloadStatus(arrival.wire()))), label);
                case BROWNOUT_500 -> Outcome.free(error(arrival, Rejection.of(Trouble.SERVER, 500)), label);
            };
        });
    }

    private HttpReply error(Arrival arrival, Rejection rejection) {
        return arrival.format().error(arrival.seq(), rejection).with(headers(arrival));
    }

    /// Input tokens, those the cache holds among them when the scenario caches.
    private Usage input(Arrival arrival, Prompt prompt) {
        return scenario.rules().promptCache()
                ? arrival.night()
                        .cache()
                        .input(prompt.inputTokens(), arrival.format().prefixes(prompt),
                                arrival.format().billsCacheWrites(prompt.model()), arrival.nowNanos())
                : Usage.of(prompt.inputTokens(), 0);
    }

    /// Only what was answered, and billed, can have been written to the cache.
    private void remember(Arrival arrival, Prompt prompt, Outcome outcome) {
        if (scenario.rules().promptCache() && !outcome.billed().equals(Usage.NONE)) {
            arrival.night().cache().remember(arrival.format().prefixes(prompt), arrival.nowNanos());
        }
    }

    /// No model thought about it.
    private Reaction turnAway(Arrival arrival, Call.About about, Outcome outcome) throws InterruptedException {
        var errors = scenario.latency().errors();
        think(errors == null ? Duration.ZERO : errors);
        return finish(arrival, about, outcome);
    }

    private Optional<Duration> quotaWait(Arrival arrival, Prompt prompt, Usage input) {
        var buckets = arrival.night().buckets();
        return buckets == null
                ? Optional.empty()
                : buckets.admit(input.input() - input.cacheRead(), prompt.maxOutputTokens(), arrival.nowNanos());
    }

    private Outcome overQuota(Arrival arrival, Duration wait) {
        var seconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
        var reply = error(arrival, Rejection.of(Trouble.RATE, 429)).with(retryAfter(arrival, seconds));
        return Outcome.free(reply, "quota");
    }

    private Map<String, String> retryAfter(Arrival arrival, long seconds) {
        var quota = scenario.quota();
        var chance = dice.at("retry-after").at(arrival.seq()).share();
        var spelling = quota == null ? Fault.RetryAfter.SECONDS : quota.ways().retryAfter(chance);
        return WireFaults.retryAfter(spelling, Duration.ofSeconds(seconds), arrival.at());
    }

    private Reaction generate(Arrival arrival, Prompt prompt, Subject subject, Call.About about, Usage input)
            throws InterruptedException {
        var turn = arrival.night().items().next(subject, arrival.number());
        var chance = dice.at(subject.key()).at("details").at(turn.call()).generator();
        var content = turn.fault().filter(fault -> fault.kind().family() == FaultKind.Family.CONTENT);
        var written = author.write(prompt, subject, content, chance);
        var usage = written.usage(prompt, input);
        var served = new Served(arrival.seq(), arrival.wire(), prompt, written.answer(), usage, arrival.at(),
                headers(arrival));
        var outcome = turn.fault()
                .filter(_ -> content.isEmpty())
                .map(fault -> new WireFaults(fault, served, chance).apply())
                .orElseGet(() -> Outcome.good(served.reply(), written.label(), usage));
        turn.fault()
                .filter(fault -> written.spoiledBy() != null || fault.kind().family() == FaultKind.Family.HOPELESS)
                .ifPresent(fault -> arrival.night()
                        .books()
                        .spoiled(subject.id(), fault.kind(),
                                plan.heals(subject, fault)));
        remember(arrival, prompt, outcome);
        think(outcome.delay().plus(thinking(outcome, usage, chance)));
        charge(arrival, prompt, outcome.billed());
        return finish(arrival, about, outcome);
    }

    private void think(Duration simulated) throws InterruptedException {
        if (simulated.isPositive()) {
            Thread.sleep(Duration.ofNanos((long) (simulated.toNanos() / scenario.rules().speed())));
        }
    }

    private Duration thinking(Outcome outcome, Usage usage, RandomGenerator chance) {
        var errors = scenario.latency().errors();
        return errors != null && outcome.billed().equals(Usage.NONE)
                ? errors
                : scenario.latency().draw(chance, usage.output());
    }

    private void charge(Arrival arrival, Prompt prompt, Usage billed) {
        var buckets = arrival.night().buckets();
        if (buckets != null) {
            buckets.charge(prompt.maxOutputTokens(), billed.output(), clock.simulatedNanos());
        }
    }

    private Map<String, String> headers(Arrival arrival) {
        return Map.of("date", date(arrival.at()));
    }

    /// As they are when the reply is sent, what it cost included.
    private Map<String, String> levels(Arrival arrival) {
        var buckets = arrival.night().buckets();
        var quota = scenario.quota();
        return buckets != null && quota != null && quota.ways().headers()
                ? arrival.format().quotaHeaders(buckets.state(clock.now(), clock.simulatedNanos()))
                : Map.of();
    }

    private String date(Instant at) {
        var line = dateLine;
        if (line.second() != at.getEpochSecond()) {
            line = new DateLine(at.getEpochSecond(),
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC)));
            dateLine = line;
        }
        return line.text();
    }

    private Reaction finish(Arrival arrival, Call.About about, Outcome outcome) {
        var books = arrival.night().books();
        var when = new Call.When(arrival.night().sinceFirst(arrival.nowNanos()),
                arrival.night().sinceFirst(clock.simulatedNanos()));
        var call = new Call(arrival.seq(), arrival.clientRequestId(), about, when, outcome.status(),
                outcome.injected(), outcome.billed(), outcome.delivered());
        books.book(call);
        var how = outcome.how().with(levels(arrival)).at(scenario.rules().speed());
        return new Reaction(how, () -> books.lost(call));
    }
}
