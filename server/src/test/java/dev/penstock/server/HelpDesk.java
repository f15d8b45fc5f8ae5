package dev.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.server.access.NewToken;
import dev.penstock.simulator.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The help desk of a shop, as the pictures of the documentation show it: three people, three tasks, and as many tickets as
/// one likes.
final class HelpDesk {
    static final NewToken ANA = NewToken.of("ana:reviewer");
    static final NewToken BO = NewToken.of("bo:reviewer");
    static final NewToken OLGA = NewToken.of("olga:operator");

    private static final int MOST_TICKETS = 1_600;
    private static final List<String> PRODUCTS = List.of("coffee grinder", "desk lamp", "rain jacket", "camping stove",
            "kettle", "office chair", "bread maker", "wool blanket", "backpack", "frying pan", "record player");
    private static final List<String> DAYS = List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday");
    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "My order %1$s (%2$s) was due on %3$s and never came. Tracking has said 'in the depot' since then.",
                    "p2", "delivery", "A customer's %2$s was due on %3$s and has not arrived."),
            new Kind(
                    "You charged my card twice for order %1$s. Please give one of the payments back, I need it for the rent.",
                    "p2", "payment", "A customer was charged twice for one order and wants one payment back."),
            new Kind("The %2$s of order %1$s came with a crack down one side. The box itself was not damaged.", "p3",
                    "product", "The %2$s that a customer received has a crack."),
            new Kind("Can I send the %2$s of order %1$s back without its box? It is simply too large for us.", "p4",
                    "returns", "A customer asks whether the %2$s can be returned without its box."),
            new Kind("Please cancel order %1$s before it ships: I ordered the %2$s twice by mistake on %3$s.", "p2",
                    "other", "A customer wants to cancel a second order of the %2$s before it ships."),
            new Kind("I cannot log in since %3$s, and order %1$s needs a new delivery address before it leaves you.",
                    "p2",
                    "account", "A customer cannot log in and has to change a delivery address."),
            new Kind("Order %1$s shows 'delivered' since %3$s, but neither I nor any neighbour has seen the %2$s.",
                    "p2",
                    "delivery", "The %2$s is shown as delivered and did not reach the customer."));

    private HelpDesk() {}

    /// A kind of ticket, with its order, product and day left open, and how it is triaged.
    private record Kind(String text, String priority, String category, String summary) {}

    static Served serve(Path folder) {
        try {
            triage(folder, "ticket-triage", "Triage one support ticket", "claude-haiku-4-5");
            triage(folder, "ticket-second-look", "Triage the tickets that haiku gets wrong", "claude-sonnet-4-5");
            letter(folder);
            Files.writeString(folder.resolve("tickets.jsonl"), tickets(0, MOST_TICKETS));
            Files.writeString(folder.resolve("gold.jsonl"), gold());
            Files.writeString(folder.resolve("scenario.yaml"), """
                    gold: gold.jsonl
                    inputs: tickets.jsonl
                    latency: { p50: 160ms, p99: 900ms }
                    batch: { time: { p50: 1h } }
                    faults:
                      - { kind: digits-swapped, rate: 0.03 }
                      - { kind: schema-enum, rate: 0.03 }
                      - { kind: refusal, rate: 0.01 }
                      - { kind: server-error, rate: 0.02 }
                    """);
            return Served.with(folder, Scenario.load(folder.resolve("scenario.yaml")), simulator -> """
                    endpoints:
                      claude:
                        provider: simulator
                        base-url: "%1$s"
                        limits: { concurrency: 16, requests-per-minute: 12000 }
                        budget: { day-usd: 40 }
                      claude-eu: { provider: simulator, base-url: "%1$s" }
                    budget: { run-usd: 25 }
                    samples: { rate: 0.1 }
                    server: { tokens: { %2$s, %3$s, %4$s } }
                    """.formatted(simulator, ANA.line(), BO.line(), OLGA.line()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts a run, and waits for nothing.
    static void start(Served served, String task, String run, int from, int count, String mode) {
        var started = served.upload("/v1/tasks/" + task + "/runs?mode=" + mode + "&run-id=" + run, tickets(from, count),
                "Authorization", "Bearer " + OLGA.text());
        assertThat(started.status()).as(started.text()).isEqualTo(202);
    }

    static void run(Served served, String task, String run, int from, int count) {
        start(served, task, run, from, count, "sync");
        served.get("/v1/runs/" + run + "/events", "Accept", "text/event-stream", "Authorization",
                "Bearer " + OLGA.text());
    }

    private static String tickets(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "{\"id\":\"" + id(i) + "\",\"customer\":\"" + customer(i) + "\",\"ticket\":"
                        + Tickets.quoted(filled(kind(i).text(), i)) + "}\n")
                .collect(Collectors.joining());
    }

    private static String gold() {
        return IntStream.range(0, MOST_TICKETS)
                .mapToObj(i -> "{\"id\":\"" + id(i) + "\",\"priority\":\"" + kind(i).priority() + "\",\"category\":\""
                        + kind(i).category() + "\",\"order_id\":\"" + order(i) + "\",\"refund\":null,\"tags\":[\""
                        + kind(i).category() + "\"],\"summary\":" + Tickets.quoted(filled(kind(i).summary(), i))
                        + "}\n")
                .collect(Collectors.joining());
    }

    private static String id(int i) {
        return "t-" + (20_416 + i);
    }

    private static String customer(int i) {
        return "c-" + (1_000 + i * 7919 % 9_000);
    }

    private static String order(int i) {
        return (char) ('A' + i % 23) + "-" + (10_000 + i * 48_271 % 90_000);
    }

    private static Kind kind(int i) {
        return KINDS.get(i % KINDS.size());
    }

    private static String filled(String text, int i) {
        return String.format(Locale.ROOT, text, order(i), PRODUCTS.get(i * 5 % PRODUCTS.size()),
                DAYS.get(i * 3 % DAYS.size()));
    }

    private static void triage(Path folder, String name, String description, String model) throws IOException {
        var task = Files.createDirectories(folder.resolve("prompts").resolve(name));
        Files.writeString(task.resolve("task.yaml"), """
                description: %s
                endpoint: claude
                model: %s
                max-output-tokens: 300
                retry: { max-attempts: 3 }
                repair: { max-attempts: 1 }
                fallback: [ { endpoint: claude-eu, model: claude-haiku-4-5 } ]
                checks: { grounding: { order_id: extract } }
                """.formatted(description, model));
        Files.writeString(task.resolve("system.md"), """
                You sort the support tickets of a shop. Answer with JSON only.

                p1 is an outage or a safety problem, p2 costs the customer money or an order,
                p3 is a nuisance, p4 can wait.
                """);
        Files.writeString(task.resolve("user.md"), "Ticket of customer {{ customer }}:\n\n{{ ticket }}\n");
        Files.writeString(task.resolve("schema.json"), """
                {"type":"object","properties":{
                  "priority":{"enum":["p1","p2","p3","p4"]},
                  "category":{"enum":["payment","delivery","returns","account","product","other"]},
                  "order_id":{"type":"string","description":"The order number exactly as the ticket writes it"},
                  "refund":{"type":["number","null"],"minimum":0,"description":"What the customer asks back"},
                  "tags":{"type":"array","items":{"type":"string"},"maxItems":5},
                  "summary":{"type":"string","minLength":20,"description":"One English sentence"}},
                 "required":["priority","category","summary"],"additionalProperties":false}
                """);
    }

    /// Somebody says more clearly what a priority is.
    static void improvePrompt(Path folder) throws IOException {
        Files.writeString(folder.resolve("prompts/ticket-triage/system.md"), """
                You sort the support tickets of a shop. Answer with JSON only.

                p1 is an outage or a safety problem, p2 costs the customer money or an order,
                p3 is a nuisance that the customer can live with for a week, p4 can wait.
                Copy an order number exactly as the ticket writes it.
                """);
    }

    private static void letter(Path folder) throws IOException {
        var task = Files.createDirectories(folder.resolve("prompts/refund-letter"));
        Files.writeString(task.resolve("task.yaml"), """
                description: Draft the answer to a customer who asks for their money back
                endpoint: claude
                model: claude-sonnet-4-5
                max-output-tokens: 800
                """);
        Files.writeString(task.resolve("user.md"), "Answer this customer kindly and briefly:\n\n{{ ticket }}\n");
    }
}
