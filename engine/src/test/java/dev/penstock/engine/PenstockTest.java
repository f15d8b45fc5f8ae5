package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.settings.SettingsException;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import dev.penstock.store.DeadLetters;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.StoreLockedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The library against the simulator, over real HTTP.
class PenstockTest {
    private static final Map<String, String> TICKET = Map.of("ticket", "The printer on the third floor is on fire.");

    record Triage(String priority, @Nullable String reason) {}

    record Ticket(String ticket) {}

    @TempDir
    Path folder;

    private @Nullable Simulator simulator;
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-24T12:00:00Z"));

    @BeforeEach
    void writeTask() throws IOException {
        var task = Files.createDirectories(folder.resolve("prompts/triage"));
        Files.writeString(task.resolve("task.yaml"), """
                endpoint: claude
                model: claude-haiku-4-5
                max-output-tokens: 200
                retry: { max-attempts: 2 }
                repair: { max-attempts: 0 }
                """);
        Files.writeString(task.resolve("user.md"), "Triage this ticket:\n{{ ticket }}\n");
        Files.writeString(task.resolve("schema.json"), """
                {"type":"object","properties":{"priority":{"type":"string","enum":["p1","p2"]},
                 "reason":{"type":"string"}},"required":["priority"],"additionalProperties":false}""");
    }

    @AfterEach
    void stopSimulator() {
        if (simulator != null) {
            simulator.close();
        }
    }

    @Test
    void anAcceptedOutputIsATreeARecordAndInTheStore() throws Exception {
        try (var penstock = open(Scenario.clean())) {
            var outcome = penstock.task("triage").generate(TICKET);

            var accepted = (Outcome.Accepted) outcome;
            assertThat(accepted.output().path("priority").asString()).isIn("p1", "p2");
            assertThat(accepted.as(Triage.class).priority()).isIn("p1", "p2");
            assertThat(accepted.meta().attempts()).isEqualTo(1);
            assertThat(accepted.meta().costUsd()).isPositive();
            assertThat(penstock.outcome(accepted.id())).contains(accepted);
            try (var records = penstock.records()) {
                assertThat(records.verify(accepted.run(), simulator().baseUri()).problems()).isEmpty();
                var report = records.report(accepted.run());
                assertThat(report.path("status").asString()).isEqualTo("open");
                assertThat(report.path("items").path("accepted").asInt()).isEqualTo(1);
            }
        }
    }

    @Test
    void anInputMayBeARecord() throws Exception {
        try (var penstock = open(Scenario.clean())) {
            assertThat(penstock.task("triage").generate(new Ticket("my screen is blue")))
                    .isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void aReplyThatFailsItsChecksIsDeadLetteredWithEvidence() throws Exception {
        try (var penstock = open(Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1)))) {
            var dead = (Outcome.DeadLettered) penstock.task("triage").generate("t-1", TICKET);

            assertThat(dead.id()).isEqualTo("t-1");
            assertThat(dead.reason()).isEqualTo("schema-mismatch");
            assertThat(dead.evidence()).anyMatch(evidence -> evidence.path().equals("/priority"));
            assertThat(penstock.outcome("t-1")).contains(dead);
            try (var records = penstock.records()) {
                assertThat(records.deadLetters(new DeadLetters.Filter(dead.run(), null, null, "open"), 9))
                        .extracting(letter -> letter.id())
                        .containsExactly(dead.deadLetter());
            }
        }
    }

    @Test
    void aPersonsCorrectionBecomesTheOutcome() throws Exception {
        try (var penstock = open(Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1)))) {
            var dead = (Outcome.DeadLettered) penstock.task("triage").generate("t-1", TICKET);
            try (var records = penstock.records()) {
                records.review()
                        .correct(records.open(dead.deadLetter()), Mapping.JSON.readTree("{\"priority\":\"p1\"}"),
                                new Reviewer("ann", null));
            }

            var corrected = (Outcome.Accepted) penstock.outcome("t-1").orElseThrow();

            assertThat(corrected.as(Triage.class)).isEqualTo(new Triage("p1", null));
            assertThat(corrected.meta().flags()).contains("corrected");
        }
    }

    @Test
    void theSameIdAndInputCostNothingASecondTime() throws Exception {
        try (var penstock = open(Scenario.clean())) {
            var first = penstock.task("triage").generate("t-1", Map.of("ticket", "a b c", "from", "ann"));
            var second = penstock.task("triage").generate("t-1", Map.of("from", "ann", "ticket", "a b c"));

            assertThat(second).isEqualTo(first);
            assertThat(calls()).isEqualTo(1);
        }
    }

    @Test
    void manyCallersOfOneIdShareOneCall() throws Exception {
        try (var penstock = open(Scenario.clean()); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var task = penstock.task("triage");
            Callable<Outcome> ask = () -> task.generate("t-1", TICKET);
            var asked = IntStream.range(0, 50).mapToObj(_ -> threads.submit(ask)).toList();

            var first = asked.getFirst().get();
            for (var other : asked) {
                assertThat(other.get()).isEqualTo(first);
            }
            assertThat(calls()).isEqualTo(1);
        }
    }

    @Test
    void manyGenerationsAtOnceAreAllAccountedForInOneRun() throws Exception {
        try (var penstock = open(Scenario.clean().and(Fault.ofItems(FaultKind.SERVER_ERROR, 0.2)));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var task = penstock.task("triage");
            var asked = IntStream.range(0, 200)
                    .mapToObj(n -> threads.submit(() -> task.generate(Map.of("ticket", "ticket number " + n))))
                    .toList();
            for (var one : asked) {
                assertThat(one.get()).isInstanceOf(Outcome.Accepted.class);
            }
            try (var records = penstock.records()) {
                assertThat(records.runs(9)).hasSize(1);
                var verified = records.verify(records.runs(9).getFirst().id(), simulator().baseUri());
                assertThat(verified.problems()).isEmpty();
                assertThat(verified.totals().items().accepted()).isEqualTo(200);
                assertThat(verified.totals().retryable()).containsKey("server-error");
            }
        }
    }

    /// Servers start their threads with class loaders of their own: the JDK's does.
    @Test
    void aThreadWithAnotherContextLoaderFindsTheSameProvider() throws Exception {
        try (var penstock = open(Scenario.clean())) {
            var answered = new CompletableFuture<Outcome>();
            var stranger = Thread.ofPlatform().unstarted(() -> {
                try {
                    answered.complete(penstock.task("triage").generate(TICKET));
                } catch (InterruptedException | RuntimeException e) {
                    answered.completeExceptionally(e);
                }
            });
            stranger.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            stranger.start();

            assertThat(answered.get()).isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void anIdUsedForAnotherInputIsRefused() throws Exception {
        try (var penstock = open(Scenario.clean())) {
            penstock.task("triage").generate("t-1", TICKET);

            assertThatThrownBy(() -> penstock.task("triage").generate("t-1", Map.of("ticket", "another")))
                    .isInstanceOf(ReusedIdException.class)
                    .hasMessageContaining("t-1");
            assertThat(calls()).isEqualTo(1);
        }
    }

    @Test
    void aBadKeyHaltsWithASentenceAndTheNextOpeningTakesTheGenerationUp() throws Exception {
        try (var penstock = open(Scenario.clean().and(Fault.fromCall(FaultKind.UNAUTHORIZED, 1)))) {
            assertThatThrownBy(() -> penstock.task("triage").generate("t-1", TICKET))
                    .isInstanceOfSatisfying(GenerationHaltedException.class, halted -> {
                        assertThat(halted.id()).isEqualTo("t-1");
                        assertThat(halted.why()).contains("claude", "key is refused");
                    });
            assertThat(penstock.outcome("t-1")).isEmpty();
        }

        try (var penstock = open(Scenario.clean())) {
            assertThat(penstock.task("triage").generate("t-1", TICKET)).isInstanceOf(Outcome.Accepted.class);
            assertThat(calls()).isEqualTo(1);
        }
    }

    @Test
    void aBudgetIsAWallForTheDay() throws Exception {
        try (var penstock = open(Scenario.clean(), "budget: { run-usd: 0.0001 }")) {
            assertThatThrownBy(() -> penstock.task("triage").generate(TICKET))
                    .isInstanceOf(GenerationHaltedException.class)
                    .hasMessageContaining("budget");
            assertThat(calls()).isZero();
        }
    }

    @Test
    void aCallerWhoGivesUpLosesTheWaitAndNotTheAnswer() throws Exception {
        var slow = Fault.ofItems(FaultKind.SLOW, 1)
                .with(new Fault.Options(null, Fault.RetryAfter.NONE, Duration.ofMillis(500), null));
        try (var penstock = open(Scenario.clean().and(slow))) {
            var task = penstock.task("triage");

            assertThatThrownBy(() -> task.within(Duration.ofMillis(1)).generate("t-1", TICKET))
                    .isExactlyInstanceOf(GenerationPendingException.class);
            assertThat(penstock.outcome("t-1")).as("it is in the store already").isEmpty();

            assertThat(task.generate("t-1", TICKET)).isInstanceOf(Outcome.Accepted.class);
            assertThat(calls()).isEqualTo(1);
        }
    }

    @Test
    void anInterruptedCallerLosesTheWaitAndNotTheAnswer() throws Exception {
        try (var penstock = open(Scenario.clean())) {
            var task = penstock.task("triage");
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> task.generate("t-1", TICKET)).isInstanceOf(InterruptedException.class);

            assertThat(task.generate("t-1", TICKET)).isInstanceOf(Outcome.Accepted.class);
            assertThat(calls()).isEqualTo(1);
        }
    }

    @Test
    void closingCutsOffWhatOutlivesItsGraceAndTheNextOpeningTakesItUp() throws Exception {
        Future<Outcome> cutOff;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (var penstock = open(Scenario.clean().and(Fault.ofItems(FaultKind.STALL, 1)))) {
                var task = penstock.task("triage");
                cutOff = threads.submit(() -> task.generate("t-1", TICKET));
                awaitOneCall();
                penstock.close(Duration.ofMillis(1));
                assertThatIllegalStateException().isThrownBy(() -> task.generate(TICKET))
                        .withMessageContaining("closed");
            }
            assertThatThrownBy(cutOff::get).hasCauseInstanceOf(GenerationPendingException.class);
        }

        try (var penstock = open(Scenario.clean()); var records = penstock.records()) {
            assertThat(penstock.task("triage").generate("t-1", TICKET)).isInstanceOf(Outcome.Accepted.class);
            var totals = records.verify(records.runs(1).getFirst().id(), null).totals();
            assertThat(totals.attempts().total()).isEqualTo(2);
            assertThat(totals.attempts().unconfirmed()).isEqualTo(1);
        }
    }

    @Test
    void midnightEndsADayAndItsRunIsComplete() throws Exception {
        try (var penstock = open(Scenario.clean())) {
            penstock.task("triage").generate("t-1", TICKET);
            clock.now = Instant.parse("2026-11-25T00:00:00Z");
            penstock.task("triage").generate("t-1", TICKET);

            assertThat(calls()).isEqualTo(2);
            try (var records = penstock.records()) {
                assertThat(records.runs(9)).extracting(RunRow::status)
                        .containsExactly(RunStatus.OPEN, RunStatus.COMPLETE);
                assertThat(records.verify(records.runs(9).getLast().id(), null).holds()).isTrue();
            }
        }
    }

    @Test
    void aDayThatIsOverIsCompletedByTheNextOpening() throws Exception {
        try (var penstock = open(Scenario.clean())) {
            penstock.task("triage").generate(TICKET);
        }
        clock.now = Instant.parse("2026-11-26T08:00:00Z");

        try (var penstock = open(Scenario.clean()); var records = penstock.records()) {
            assertThat(records.runs(9)).extracting(RunRow::status).containsExactly(RunStatus.COMPLETE);
        }
    }

    @Test
    void aDayThatACommandCompletedGoesOnWhenAnotherGenerationComes() throws Exception {
        try (var penstock = open(Scenario.clean())) {
            penstock.task("triage").generate("t-1", TICKET);
        }
        try (var engine = project().engine("penstock resume")) {
            var day = engine.store().runs().list(1).getFirst();
            assertThat(engine.resume(day.id(), null, null).await().end().status()).isEqualTo(RunStatus.COMPLETE);
        }

        try (var penstock = open(Scenario.clean()); var records = penstock.records()) {
            penstock.task("triage").generate("t-2", TICKET);

            assertThat(records.runs(9)).extracting(RunRow::status).containsExactly(RunStatus.OPEN);
            assertThat(records.verify(records.runs(1).getFirst().id(), null).totals().items().accepted()).isEqualTo(2);
        }
    }

    @Test
    void aRunOverAFileGoesBesideGenerations() throws Exception {
        var input = folder.resolve("tickets.jsonl");
        Files.writeString(input, "{\"id\":\"a\",\"ticket\":\"one\"}\n{\"id\":\"b\",\"ticket\":\"two\"}\n");
        try (var penstock = open(Scenario.clean())) {
            var run = penstock.run("triage", input);
            penstock.task("triage").generate(TICKET);
            var finished = run.await();

            assertThat(finished.end().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(finished.report().path("items").path("accepted").asInt()).isEqualTo(2);
            assertThat(run.outputDir().resolve("accepted.jsonl")).exists();
        }
    }

    @Test
    void aMistakeInTheProjectShowsBeforeAnythingIsSent() throws Exception {
        try (var penstock = open(Scenario.clean())) {
            assertThatThrownBy(() -> penstock.task("triag")).isInstanceOf(SettingsException.class)
                    .hasMessageContaining("did you mean triage?");
            assertThatIllegalArgumentException().isThrownBy(() -> penstock.task("triage").generate("just text"))
                    .withMessageContaining("Map.of");
            assertThatIllegalArgumentException().isThrownBy(() -> penstock.task("triage").generate(" ", TICKET));
            assertThatThrownBy(() -> penstock.outcome("never asked")).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(() -> open(Scenario.clean())).isInstanceOf(StoreLockedException.class);
        }
        assertThatThrownBy(() -> Penstock.open(folder.resolve("prompts"))).isInstanceOf(CannotStartException.class);
        assertThatThrownBy(() -> Penstock.open(folder.resolve("other.yaml"))).isInstanceOf(CannotStartException.class);
    }

    @Test
    void anOutputThatDoesNotFitTheClassSaysWhereAndQuotesNothing() throws Exception {
        record Narrow(String reason) {}
        try (var penstock = open(Scenario.clean())) {
            var accepted = (Outcome.Accepted) penstock.task("triage").generate(TICKET);

            assertThatIllegalArgumentException().isThrownBy(() -> accepted.as(Narrow.class))
                    .withMessageContaining("/priority")
                    .withNoCause();
            assertThatIllegalArgumentException().isThrownBy(() -> accepted.as(Integer.class));
        }
    }

    private Penstock open(Scenario scenario) throws IOException {
        return open(scenario, "");
    }

    private Penstock open(Scenario scenario, String settings) throws IOException {
        stopSimulator();
        simulator = Simulator.start(scenario, 0);
        Files.writeString(folder.resolve("penstock.yaml"), "endpoints: { claude: { provider: simulator, base-url: \""
                + simulator.baseUri() + "\" } }\n" + settings);
        return Penstock.open(project(), () -> {});
    }

    private Project project() {
        return Project.open(folder, _ -> null, clock);
    }

    private Simulator simulator() {
        if (simulator == null) {
            throw new IllegalStateException("open first");
        }
        return simulator;
    }

    private long calls() {
        return simulator().books().totals().calls();
    }

    /// Blocks until the provider has a request: the only thing that a test can see of a call in flight.
    private void awaitOneCall() {
        while (calls() == 0) {
            Thread.onSpinWait();
        }
    }

    private static final class ManualClock extends Clock {
        private volatile Instant now;

        ManualClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
