package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Latency;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Signals reach a run whatever it waits for, and what they leave is resumed without a call too many.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SignalsTest {
    private static final int ITEMS = 30;
    private static final Duration WHILE = Duration.ofSeconds(2);

    @TempDir
    Path folder;
    private TestProject project;

    @BeforeEach
    void write() {
        assumeThat(Path.of("/bin/sh")).exists();
        project = new TestProject(folder).endpoint("wire").items(ITEMS);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void callsInFlightAreFinishedAndNoOtherIsMade(String signal, int code) throws Exception {
        try (var simulator = Simulator.start(Scenario.clean().withLatency(Latency.fixed(WHILE)), 0);
                var run = start(simulator)) {
            run.await("four calls", () -> simulator.books().totals().calls() >= 4);
            run.signal(signal);
            assertThat(run.end()).isEqualTo(code);

            var report = report(run);
            assertThat(report.path("status").asString()).isEqualTo("interrupted");
            assertThat(report.path("attempts").path("unconfirmed").asInt()).isZero();
            assertThat(report.path("attempts").path("total").asLong()).isEqualTo(simulator.books().totals().calls());
            assertThat(report.path("items").path("pending").asInt()).isPositive();
        }
    }

    @Test
    void aSecondOneEndsAtOnceAndWhatWasInFlightIsUnconfirmed() throws Exception {
        var firstFourHang = new Fault(FaultKind.STALL, new Fault.Share.OfCalls(1, 1, 4), 1,
                new Fault.Options(null, Fault.RetryAfter.NONE, Duration.ofHours(1), null));
        try (var simulator = Simulator.start(Scenario.clean().and(firstFourHang), 0); var run = start(simulator)) {
            run.await("four calls", () -> simulator.books().totals().calls() == 4);
            run.signal("TERM");
            run.await("the first signal's answer", () -> run.err().contains("stopping: no new calls"));
            run.signal("TERM");
            assertThat(run.end()).isEqualTo(143);

            assertThat(run.err()).contains("ended at once; resume with: penstock resume s");
            resumedToTheEnd(simulator, 4);
        }
    }

    @Test
    void aTermDuringAPauseEndsTheRunWithoutWaitingForIt() throws Exception {
        var paused = new Fault(FaultKind.RATE_LIMIT, new Fault.Share.OfCalls(1, 1, 4), 1,
                new Fault.Options(null, Fault.RetryAfter.SECONDS, Duration.ofSeconds(100), null));
        endsWhileItWaits(Scenario.clean().and(paused));
    }

    @Test
    void aTermWhileTheBreakerIsOpenEndsTheRunWithoutWaitingForIt() throws Exception {
        var down = new Fault(FaultKind.OVERLOADED, new Fault.Share.OfCalls(1, 1, 30), 1,
                new Fault.Options(null, Fault.RetryAfter.SECONDS, Duration.ofSeconds(100), null));
        endsWhileItWaits(Scenario.clean().and(down));
    }

    private void endsWhileItWaits(Scenario scenario) throws Exception {
        try (var simulator = Simulator.start(scenario, 0); var run = start(simulator)) {
            run.await("a pause", () -> run.out().contains("\"event\":\"endpoint\""));
            var before = System.nanoTime();
            run.signal("TERM");

            assertThat(run.end()).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(60));
            var report = report(run);
            assertThat(report.path("items").path("pending").asInt()).isEqualTo(ITEMS);
            assertThat(report.path("attempts").path("total").asLong()).isEqualTo(simulator.books().totals().calls());
        }
    }

    /// Its connections die meanwhile, as they do when a laptop sleeps.
    @Test
    void aProcessThatWasStoppedGoesOnAndLosesAtMostWhatWasInFlight() throws Exception {
        var scenario = Scenario.clean().withLatency(Latency.fixed(Duration.ofMillis(200)));
        var before = Simulator.start(scenario, 0);
        try (before; var run = start(before)) {
            run.await("a few calls", () -> before.books().totals().calls() >= 8);
            run.signal("STOP");
            before.close();
            try (var after = Simulator.start(scenario, before.port())) {
                run.signal("CONT");
                assertThat(run.end()).as(run.err()).isZero();

                var report = report(run);
                assertThat(report.path("items").path("accepted").asInt()).isEqualTo(ITEMS);
                assertThat(report.path("attempts").path("unconfirmed").asInt()).isLessThanOrEqualTo(4);
                assertThat(after.books().totals().calls()).isLessThanOrEqualTo(ITEMS - 8 + 4);
            }
        }
    }

    @Test
    void aSecondEngineIsRefusedBeforeItSendsAnythingAndTakesOverAfterAKill() throws Exception {
        var firstFourHang = new Fault(FaultKind.STALL, new Fault.Share.OfCalls(1, 1, 4), 1,
                new Fault.Options(null, Fault.RetryAfter.NONE, Duration.ofHours(1), null));
        try (var simulator = Simulator.start(Scenario.clean().and(firstFourHang), 0); var run = start(simulator)) {
            run.await("four calls", () -> simulator.books().totals().calls() == 4);
            var second = project.penstock("run", "triage", "--input", "items.jsonl");

            assertThat(second.code()).isEqualTo(2);
            assertThat(second.err()).contains("is in use by penstock run, process ", "nothing was started");
            assertThat(simulator.books().totals().calls()).isEqualTo(4);
            run.kill();
            resumedToTheEnd(simulator, 4);
        }
    }

    private CliProcess start(Simulator simulator) throws Exception {
        project.onTheWire(simulator.baseUri(), 4);
        return CliProcess.start(project, "run", "triage", "--input", "items.jsonl", "--run-id", "s", "--json");
    }

    private void resumedToTheEnd(Simulator simulator, int unconfirmed) {
        var resumed = project.penstock("resume", "s", "--json");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        var report = JsonMapper.shared().readTree(resumed.lastLine());
        assertThat(report.path("attempts").path("unconfirmed").asInt()).isEqualTo(unconfirmed);
        assertThat(simulator.books().totals().calls()).isEqualTo(ITEMS + unconfirmed);
        var verified = project.penstock("verify", "s", "--books", simulator.baseUri().toString());
        assertThat(verified.code()).as(verified.out()).isZero();
    }

    private static JsonNode report(CliProcess run) {
        return JsonMapper.shared().readTree(run.out().strip().lines().reduce("", (_, line) -> line));
    }
}
