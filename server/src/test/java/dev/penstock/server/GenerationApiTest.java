package dev.penstock.server;

import static dev.penstock.server.Served.GENERATIONS;
import static dev.penstock.server.Served.TICKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.server.Served.Reply;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Latency;
import dev.penstock.simulator.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Generations over HTTP; the simulator's books say what was really called.
class GenerationApiTest {
    @TempDir
    Path folder;

    @Test
    void answersWithTheAcceptedOutputAndWhatItTook() {
        try (var served = Served.start(folder, Scenario.clean())) {
            var reply = served.post(GENERATIONS, TICKET);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body().path("status").asString()).isEqualTo("accepted");
            assertThat(reply.body().at("/output/priority").asString()).isIn("p1", "p2");
            assertThat(reply.body().at("/meta/attempts").asInt()).isEqualTo(1);
            assertThat(reply.header("Request-Id")).startsWith("req_");
            assertThat(served.get("/v1/generations/" + reply.body().path("id").asString()).body())
                    .isEqualTo(reply.body());
        }
    }

    @Test
    void aDeadLetterIs422AndNamesItself() {
        try (var served = Served.start(folder, Scenario.clean().and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1)))) {
            var reply = served.post(GENERATIONS, "{\"id\":\"t-1\",\"input\":{\"ticket\":\"x\"}}");

            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.problem()).isEqualTo("dead-lettered");
            assertThat(reply.body().path("reason").asString()).isEqualTo("schema-mismatch");
            assertThat(served.get("/v1/dead-letters/" + reply.body().path("deadLetter").asString()).status())
                    .isEqualTo(200);
            assertThat(served.get("/v1/generations/t-1").problem()).isEqualTo("dead-lettered");
        }
    }

    @Test
    void fiftyRequestsWithOneKeyGetOneAnswerForOneCall() throws Exception {
        try (var served = Served.start(folder, Scenario.clean().withLatency(Latency.fixed(Duration.ofMillis(300))));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var replies = new ArrayList<Future<Reply>>();
            for (int i = 0; i < 50; i++) {
                replies.add(threads.submit(() -> served.post(GENERATIONS, TICKET, "Idempotency-Key", "k-1")));
            }

            for (var reply : replies) {
                assertThat(reply.get().status()).isEqualTo(200);
                assertThat(reply.get().body()).isEqualTo(replies.getFirst().get().body());
            }
            assertThat(replies).filteredOn(reply -> reply.resultNow().header("Idempotency-Replayed").isEmpty())
                    .hasSize(1);
            assertThat(served.calls()).isEqualTo(1);
        }
    }

    @Test
    void aKeyIsRememberedByTheNextServer() {
        try (var served = Served.start(folder, Scenario.clean())) {
            var first = served.post(GENERATIONS, TICKET, "Idempotency-Key", "k-1");
            served.restart();
            var second = served.post(GENERATIONS, "{ \"input\" : { \"ticket\" : \"The printer is on fire.\" } }",
                    "Idempotency-Key", "k-1");

            assertThat(second.body()).isEqualTo(first.body());
            assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
            assertThat(served.calls()).isEqualTo(1);
        }
    }

    @Test
    void aKeyOrAnIdForSomethingElseIsRefusedUnderItsOwnName() {
        try (var served = Served.start(folder, Scenario.clean())) {
            served.post(GENERATIONS, TICKET, "Idempotency-Key", "k-1");
            served.post(GENERATIONS, "{\"id\":\"t-1\",\"input\":{\"ticket\":\"x\"}}");

            assertThat(
                    served.post(GENERATIONS, "{\"input\":{\"ticket\":\"other\"}}", "Idempotency-Key", "k-1").problem())
                    .isEqualTo("idempotency-key-reused");
            assertThat(served.post(GENERATIONS, "{\"id\":\"t-1\",\"input\":{\"ticket\":\"y\"}}").problem())
                    .isEqualTo("id-reused");
            assertThat(
                    served.post(GENERATIONS, "{\"id\":\"t-1\",\"input\":{\"ticket\":\"y\"}}", "Idempotency-Key", "k-2")
                            .problem())
                    .isEqualTo("id-reused");
            assertThat(
                    served.post(GENERATIONS, "{\"id\":\"t-1\",\"input\":{\"ticket\":\"x\"}}", "Idempotency-Key", "k-3")
                            .status())
                    .isEqualTo(200);
            assertThat(served.calls()).isEqualTo(2);
        }
    }

    @Test
    void whoeverDoesNotWaitGetsAPlaceToComeBackTo() {
        try (var served = Served.start(folder, Scenario.clean().withLatency(Latency.fixed(Duration.ofMillis(300))))) {
            var async = served.post(GENERATIONS, "{\"id\":\"a\",\"input\":{\"ticket\":\"x\"}}", "Prefer",
                    "respond-async");
            var short0 = served.post(GENERATIONS, "{\"id\":\"b\",\"input\":{\"ticket\":\"x\"}}", "Prefer", "wait=0");

            assertThat(async.status()).isEqualTo(202);
            assertThat(async.header("Location")).isEqualTo("/v1/generations/a");
            assertThat(async.header("Preference-Applied")).isEqualTo("respond-async");
            assertThat(short0.status()).isEqualTo(202);
            assertThat(short0.header("Preference-Applied")).isEqualTo("wait=0");
            var fetched = served.get("/v1/generations/a");
            while (fetched.status() == 202) {
                assertThat(fetched.header("Retry-After")).isEqualTo("1");
                fetched = served.get("/v1/generations/a");
            }
            assertThat(fetched.status()).isEqualTo(200);
            assertThat(served.get("/v1/generations/nobody-asked").status()).isEqualTo(404);
        }
    }

    @Test
    void aQueueThatIsTooLongTurnsOthersAwayButNotThoseAlreadyIn() {
        try (var served = Served.start(folder, Scenario.clean().withLatency(Latency.fixed(Duration.ofMillis(500))),
                "server: { limits: { queue: 1 } }\n")) {
            var first = served.post(GENERATIONS, TICKET, "Idempotency-Key", "k-1", "Prefer", "respond-async");
            var second = served.post(GENERATIONS, TICKET, "Idempotency-Key", "k-2");
            var again = served.post(GENERATIONS, TICKET, "Idempotency-Key", "k-1");

            assertThat(first.status()).isEqualTo(202);
            assertThat(second.status()).isEqualTo(503);
            assertThat(second.problem()).isEqualTo("overloaded");
            assertThat(second.header("Retry-After")).matches("[1-9][0-9]*");
            assertThat(again.status()).isEqualTo(200);
            assertThat(served.post(GENERATIONS, TICKET, "Idempotency-Key", "k-2").status()).isEqualTo(200);
            assertThat(served.calls()).isEqualTo(2);
        }
    }

    @Test
    void aHaltedEndpointKeepsWhatItHasAndTakesNothingMore() {
        try (var served = Served.start(folder, Scenario.clean().and(Fault.fromCall(FaultKind.UNAUTHORIZED, 1)))) {
            var kept = served.post(GENERATIONS, "{\"id\":\"t-1\",\"input\":{\"ticket\":\"x\"}}");
            var refused = served.post(GENERATIONS, "{\"id\":\"t-2\",\"input\":{\"ticket\":\"x\"}}");

            assertThat(kept.status()).isEqualTo(503);
            assertThat(kept.problem()).isEqualTo("halted");
            assertThat(kept.header("Location")).isEqualTo("/v1/generations/t-1");
            assertThat(served.get("/v1/generations/t-1").status()).isEqualTo(202);
            assertThat(refused.problem()).isEqualTo("halted");
            assertThat(served.get("/v1/generations/t-2").status()).isEqualTo(404);
            assertThat(served.log).singleElement().asString().startsWith("generations of triage stay pending: ");
        }
    }

    @Test
    void aRequestThatIsNotAsDocumentedIsRefusedWithThePlaceOfItsMistake() {
        try (var served = Served.start(folder, Scenario.clean())) {
            assertThat(served.post(GENERATIONS, "{\"input\":{},\"extra\":1}").status()).isEqualTo(400);
            assertThat(served.post(GENERATIONS, "{\"input\":7}").body().at("/errors/0/pointer").asString())
                    .isEqualTo("/input");
            assertThat(served.post(GENERATIONS, "{\"id\":\"../x\",\"input\":{}}").status()).isEqualTo(400);
            assertThat(served.post(GENERATIONS, "").status()).isEqualTo(400);
            assertThat(served.post(GENERATIONS, "{\"input\":{\"a\":1,\"a\":2}}").status()).isEqualTo(400);
            assertThat(served.post(GENERATIONS, TICKET, "Idempotency-Key", "with space").status()).isEqualTo(400);
            assertThat(served.post("/v1/tasks/other/generations", TICKET).status()).isEqualTo(404);
            assertThat(served.calls()).isZero();
        }
    }

    @Test
    void aServerThatStopsFinishesWhatIsInFlightAndStartsNothing() throws Exception {
        try (var served = Served.start(folder, Scenario.clean().withLatency(Latency.fixed(Duration.ofMillis(700))));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var inFlight = threads.submit(() -> served.post(GENERATIONS, TICKET));
            while (served.server().atWork() == 0) {
                Thread.onSpinWait();
            }
            served.server().drain();

            assertThat(served.get("/readyz").problem()).isEqualTo("stopping");
            assertThat(served.get("/healthz").status()).isEqualTo(200);
            var refused = served.post(GENERATIONS, TICKET);
            assertThat(refused.problem()).isEqualTo("stopping");
            assertThat(refused.header("Retry-After")).isNotEmpty();
            served.server().close();
            assertThat(inFlight.get().status()).isEqualTo(200);
            assertThat(served.calls()).isEqualTo(1);
        }
    }

    @Test
    void whoseGenerationIsCutOffIsToldWhereToFetchItFromTheNextServer() throws Exception {
        try (var served = Served.start(folder, Scenario.clean().and(Fault.ofItems(FaultKind.STALL, 1)));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var inFlight = threads
                    .submit(() -> served.post(GENERATIONS, "{\"id\":\"t-1\",\"input\":{\"ticket\":\"x\"}}"));
            while (served.calls() == 0) {
                Thread.onSpinWait();
            }
            served.server().close(Duration.ZERO);

            assertThat(inFlight.get().status()).isEqualTo(202);
            served.restart();
            var fetched = served.get("/v1/generations/t-1");
            while (fetched.status() == 202) {
                fetched = served.get("/v1/generations/t-1");
            }
            assertThat(fetched.status()).isEqualTo(200);
        }
    }
}
