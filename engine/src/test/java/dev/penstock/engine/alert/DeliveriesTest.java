package dev.penstock.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.provider.ScriptedServer;
import dev.penstock.provider.Secret;
import dev.penstock.store.AlertLog.Delivery;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Messages on their way to receivers that do what receivers do.
class DeliveriesTest {
    private static final Patience PATIENCE = new Patience(Duration.ofMillis(300), 3, Duration.ofMillis(1));
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final String PATH = "/services/T0/B0/canary-4711";
    private static final Alert ALERT = Told.firing("dead-letters", "ticket-triage", "r_7F3K");

    @Test
    void postsTheAlertAndSignsIt() throws IOException {
        try (var server = new ScriptedServer(ScriptedServer.replying(200, "ok"))) {
            var webhook = new Webhook(new Secret(server.url(PATH).toString()), Webhook.Format.JSON,
                    Signature.of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").orElseThrow());

            assertThat(deliver(webhook)).isEmpty();

            var request = server.seen().getFirst();
            assertThat(server.seen()).hasSize(1);
            assertThat(request.line()).isEqualTo("POST " + PATH + " HTTP/1.1");
            assertThat(request.headers()).containsEntry("content-type", "application/json")
                    .containsKey("webhook-id")
                    .hasEntrySatisfying("webhook-signature", value -> assertThat(value).startsWith("v1,"));
            assertThat(request.body()).isEqualTo(Payload.of(List.of(ALERT), Webhook.Format.JSON).toString());
        }
    }

    @Test
    void triesAgainWithTheSameIdUntilItIsTaken() throws IOException {
        try (var server = answering(500, 500, 200)) {
            var webhook = new Webhook(new Secret(server.url(PATH).toString()), Webhook.Format.JSON,
                    Signature.of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").orElseThrow());

            assertThat(deliver(webhook)).isEmpty();

            assertThat(server.seen()).hasSize(3)
                    .extracting(request -> request.headers().get("webhook-id"))
                    .containsOnly(server.seen().getFirst().headers().get("webhook-id"));
        }
    }

    @ParameterizedTest
    @CsvSource({"500, 3, 'it answers 500, 3 times'", "429, 3, 'it answers 429, 3 times'", "404, 1, it answers 404",
            "410, 1, it answers 410"})
    void givesUpInOneSentenceThatDoesNotNameTheAddress(int status, int tries, String why) throws IOException {
        try (var server = new ScriptedServer(ScriptedServer.replying(status, "no_service"))) {
            assertThat(deliver(slack(server.url(PATH)))).containsExactly(
                    "alert dead-letters of run r_7F3K was not delivered to " + place(server) + ": " + why);
            assertThat(server.seen()).hasSize(tries);
        }
    }

    @Test
    void followsNoRedirect() throws IOException {
        try (var elsewhere = new ScriptedServer(ScriptedServer.replying(200, "ok"));
                var server = new ScriptedServer(ScriptedServer.replying(307,
                        Map.of("location", elsewhere.url("/").toString()), new byte[0]))) {
            assertThat(deliver(slack(server.url(PATH)))).singleElement()
                    .asString()
                    .endsWith("it redirects (307), and Penstock follows no redirects");
            assertThat(server.seen()).hasSize(1);
            assertThat(elsewhere.seen()).isEmpty();
        }
    }

    @Test
    void doesNotWaitForAReceiverThatHangs() throws IOException {
        var never = new CountDownLatch(1);
        try (var server = new ScriptedServer((_, _) -> never.await())) {
            assertThat(deliver(slack(server.url(PATH)))).singleElement()
                    .asString()
                    .endsWith("no answer in 0.3 s, 3 times");
            assertThat(server.seen()).hasSize(3);
        }
    }

    @Test
    void doesNotWaitForABodyThatNeverEnds() throws IOException {
        var never = new CountDownLatch(1);
        try (var server = new ScriptedServer((_, socket) -> {
            ScriptedServer.write(socket, "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n", new byte[10]);
            never.await();
        })) {
            assertThat(deliver(slack(server.url(PATH)))).isEmpty();
        }
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        URI gone;
        try (var server = new ScriptedServer(ScriptedServer.replying(200, "ok"))) {
            gone = server.url(PATH);
        }
        assertThat(deliver(slack(gone))).singleElement().asString().endsWith("it refuses connections, 3 times");
    }

    @Test
    void theEndOfAProcessWaitsNoLongerThanItsGrace() throws IOException {
        var never = new CountDownLatch(1);
        try (var server = new ScriptedServer((_, _) -> never.await())) {
            var deliveries = new Deliveries(List.of(slack(server.url(PATH))), Patience.USUAL, Clock.systemUTC(),
                    _ -> {});
            deliveries.send(ALERT);
            deliveries.send(Told.firing("budget", "ticket-triage", "r_7F3K"));

            long start = System.nanoTime();
            deliveries.close(Duration.ofMillis(200));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(deliveries.failed()).hasSize(2)
                    .allSatisfy(sentence -> assertThat(sentence).endsWith("no answer before the end of the process"));
        }
    }

    @Test
    void oneReceiverThatHangsDelaysNoOther() throws IOException {
        var never = new CountDownLatch(1);
        var arrived = new CountDownLatch(1);
        try (var hanging = new ScriptedServer((_, _) -> never.await()); var good = new ScriptedServer((_, socket) -> {
            ScriptedServer.write(socket, "HTTP/1.1 204 X\r\n\r\n", new byte[0]);
            arrived.countDown();
        })) {
            var deliveries = new Deliveries(List.of(slack(hanging.url(PATH)), slack(good.url(PATH))), Patience.USUAL,
                    Clock.systemUTC(), _ -> {});
            deliveries.send(ALERT);
            deliveries.close(Duration.ofSeconds(1));

            assertThat(arrived.getCount()).isZero();
            assertThat(deliveries.failed()).singleElement().asString().contains(place(hanging));
        }
    }

    @Test
    void sendsWhatBelongsTogetherTogetherHalfAMinuteLater() throws IOException {
        var time = new AtomicReference<>(Told.NOON);
        try (var server = new ScriptedServer(ScriptedServer.replying(200, "ok"))) {
            var deliveries = new Deliveries(List.of(slack(server.url(PATH))), PATIENCE, time::get, _ -> {});
            deliveries.send(ALERT);
            deliveries.send(Told.firing("dead-letters", "ticket-triage", "r_other"));
            deliveries.send(Told.firing("dead-letters", "another-task", null));
            var passing = Told.firing("budget", "ticket-triage", "r_7F3K");
            deliveries.send(passing);
            deliveries.send(Told.over(passing));
            time.set(Told.NOON.plusSeconds(29));
            deliveries.sendDue();
            assertThat(server.seen()).isEmpty();

            time.set(Told.NOON.plusSeconds(30));
            deliveries.sendDue();
            deliveries.close(GRACE);

            assertThat(server.seen()).hasSize(2);
            assertThat(server.seen().getFirst().body()).contains("r_7F3K", "r_other");
            assertThat(server.seen().getLast().body()).contains("another-task");
        }
    }

    @Test
    void sendsTwentyMessagesAnHourAndTheRestAsOneDigest() throws IOException {
        var time = new AtomicReference<>(Told.NOON);
        var book = new CopyOnWriteArrayList<Delivery>();
        try (var server = new ScriptedServer(ScriptedServer.replying(200, "ok"))) {
            var deliveries = new Deliveries(List.of(slack(server.url(PATH))), PATIENCE, time::get, book::add);
            for (int i = 0; i < 25; i++) {
                deliveries.send(Told.firing("dead-letters", "task-" + i, null));
            }
            time.set(Told.NOON.plusSeconds(30));
            deliveries.sendDue();
            time.set(Told.NOON.plusSeconds(30 + 3_599));
            deliveries.sendDue();
            time.set(Told.NOON.plusSeconds(30 + 3_600));
            deliveries.sendDue();
            deliveries.close(GRACE);

            assertThat(server.seen()).hasSize(21);
            assertThat(server.seen().getLast().body()).contains("DIGEST of 5 alerts");
            assertThat(book).hasSize(21).last().extracting(Delivery::subject).isEqualTo("DIGEST of 5 alerts");
        }
    }

    @Test
    void theEndSendsWhatWasHeldBack() throws IOException {
        try (var server = new ScriptedServer(ScriptedServer.replying(200, "ok"))) {
            var deliveries = new Deliveries(List.of(slack(server.url(PATH))), PATIENCE, () -> Told.NOON, _ -> {});
            for (int i = 0; i < 25; i++) {
                deliveries.send(Told.firing("dead-letters", "task-" + i, null));
            }
            deliveries.close(GRACE);

            assertThat(server.seen()).hasSize(21);
        }
    }

    @Test
    void remembersWhatBecameOfAMessage() throws IOException {
        var book = new CopyOnWriteArrayList<Delivery>();
        try (var server = answering(200, 404)) {
            for (int i = 0; i < 2; i++) {
                var deliveries = new Deliveries(List.of(slack(server.url(PATH))), PATIENCE, () -> Told.NOON, book::add);
                deliveries.send(ALERT);
                deliveries.close(GRACE);
            }
            assertThat(book).containsExactly(
                    new Delivery(Told.NOON, place(server), "FIRING dead-letters: ticket-triage", null),
                    new Delivery(Told.NOON, place(server), "FIRING dead-letters: ticket-triage", "it answers 404"));
        }
    }

    @Test
    void callsNoMetadataAddressEvenWhenANameLeadsThere() {
        assertThat(deliver(slack(URI.create("https://169.254.169.254" + PATH)))).singleElement()
                .asString()
                .endsWith("its name leads to a cloud metadata address, which Penstock never calls");
    }

    @Test
    void aTestMessageSaysWhetherItArrived() throws IOException {
        try (var server = answering(200, 403)) {
            assertThat(TestMessage.send(slack(server.url(PATH)), Clock.systemUTC())).isEmpty();
            assertThat(TestMessage.send(slack(server.url(PATH)), Clock.systemUTC())).contains("it answers 403");
            assertThat(server.seen().getFirst().body())
                    .isEqualTo("{\"text\":\"TEST: Penstock's alerts arrive here.\"}");
        }
    }

    @Test
    void aWebhookShowsNothingOfItsAddressButTheHost() {
        var webhook = slack(URI.create("https://hooks.slack.com" + PATH));

        assertThat(webhook.place()).isEqualTo("hooks.slack.com");
        assertThat(webhook.toString()).doesNotContain("canary", "services");
    }

    private static List<String> deliver(Webhook webhook) {
        var deliveries = new Deliveries(List.of(webhook), PATIENCE, Clock.systemUTC(), _ -> {});
        deliveries.send(ALERT);
        deliveries.close(GRACE);
        var failed = deliveries.failed();
        assertThat(failed).allSatisfy(sentence -> assertThat(sentence).doesNotContain("canary", "services"));
        return failed;
    }

    private static Webhook slack(URI url) {
        return new Webhook(new Secret(url.toString()), Webhook.Format.SLACK, null);
    }

    private static String place(ScriptedServer server) {
        return "127.0.0.1:" + server.url("/").getPort();
    }

    private static ScriptedServer answering(int... statuses) {
        Queue<Integer> left = new ArrayDeque<>();
        for (int status : statuses) {
            left.add(status);
        }
        return new ScriptedServer((request, socket) -> ScriptedServer.replying(left.remove(), "ok")
                .answer(request, socket));
    }
}
