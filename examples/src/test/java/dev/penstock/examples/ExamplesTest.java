package dev.penstock.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.engine.Penstock;
import dev.penstock.simulator.AnswerKey;
import dev.penstock.simulator.Fault;
import dev.penstock.simulator.FaultKind;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every example does what its page says, with the repository's own ticket-triage task and its tickets.
class ExamplesTest {
    private static final Scenario ANSWERS = Scenario.clean()
            .withGold(AnswerKey.load(Path.of("inputs/tickets.jsonl"), Path.of("answers/tickets.jsonl")));
    private static final String DOUBLE_CHARGE = "You charged my card twice for order A-77821, 49.90 each time. "
            + "Please give one of them back, I need it for the rent.";
    private static final Path TICKETS = Path.of("inputs/tickets.jsonl");

    @TempDir
    Path folder;

    @Test
    void embedAnswersATicket() throws Exception {
        try (var provider = Simulator.start(ANSWERS, 0)) {
            assertThat(Embed.triage(project(provider), DOUBLE_CHARGE)).isEqualTo("accepted: p2");
            assertThat(provider.books().totals().calls()).isEqualTo(1);
        }
    }

    @Test
    void embedNamesTheDeadLetterOfATicketThatIsRefused() throws Exception {
        try (var provider = Simulator.start(ANSWERS.and(Fault.ofItems(FaultKind.REFUSAL, 1)), 0)) {
            assertThat(Embed.triage(project(provider).resolve("penstock.yaml"), DOUBLE_CHARGE))
                    .matches("for a person: dl_[a-z2-7]{8}, refused");
        }
    }

    @Test
    void withoutFilesOpensWithAKeyAndAStore() {
        try (var penstock = WithoutFiles.open("sk-any", folder.resolve("penstock.db"))) {
            assertThat(penstock.task("triage").promptVersion()).startsWith("sha256:");
        }
    }

    @Test
    void webRequestsAreAnsweredOncePerIdAndPaidForOnce() throws Exception {
        try (var provider = Simulator.start(ANSWERS, 0);
                var penstock = Penstock.open(project(provider));
                var client = HttpClient.newHttpClient()) {
            var server = WebRequest.serve(penstock, 0);
            try {
                var first = post(client, server.getAddress().getPort(), "t-1", DOUBLE_CHARGE);
                var again = post(client, server.getAddress().getPort(), "t-1", DOUBLE_CHARGE);

                assertThat(first.statusCode()).isEqualTo(200);
                assertThat(first.body()).contains("\"priority\":\"p2\"");
                assertThat(again.body()).isEqualTo(first.body());
                assertThat(provider.books().totals().calls()).isEqualTo(1);
            } finally {
                server.stop(0);
            }
        }
    }

    @Test
    void webRequestsSayWhenAnOperatorMustAct() throws Exception {
        try (var provider = Simulator.start(ANSWERS.and(Fault.fromCall(FaultKind.UNAUTHORIZED, 1)), 0);
                var penstock = Penstock.open(project(provider));
                var client = HttpClient.newHttpClient()) {
            var server = WebRequest.serve(penstock, 0);
            try {
                assertThat(post(client, server.getAddress().getPort(), "t-1", "twice").statusCode()).isEqualTo(503);
            } finally {
                server.stop(0);
            }
        }
    }

    @Test
    void nightlyBatchEndsWithAnExitCodeForItsScheduler() throws Exception {
        try (var provider = Simulator.start(ANSWERS, 0)) {
            assertThat(NightlyBatch.run(project(provider), TICKETS)).isZero();
        }
        try (var provider = Simulator.start(ANSWERS.and(Fault.ofItems(FaultKind.REFUSAL, 1)), 0)) {
            assertThat(NightlyBatch.run(project(provider), TICKETS)).isEqualTo(3);
        }
        try (var provider = Simulator.start(ANSWERS.and(Fault.fromCall(FaultKind.BILLING, 1)), 0)) {
            assertThat(NightlyBatch.run(project(provider), TICKETS)).isEqualTo(4);
        }
    }

    private static HttpResponse<String> post(HttpClient client, int port, String id, String ticket)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/triage/" + id))
                .POST(BodyPublishers.ofString(ticket))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /// The repository's task, on an endpoint that is the simulator.
    private Path project(Simulator provider) throws IOException {
        var task = Files.createDirectories(folder.resolve("prompts/ticket-triage"));
        for (var name : new String[]{"task.yaml", "system.md", "user.md", "schema.json"}) {
            Files.copy(Path.of("../prompts/ticket-triage").resolve(name), task.resolve(name),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(folder.resolve("penstock.yaml"), "endpoints: { simulator: { provider: simulator, base-url: \""
                + provider.baseUri() + "\" } }\n");
        return folder;
    }
}
