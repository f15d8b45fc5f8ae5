package dev.penstock.server;

import dev.penstock.server.access.NewToken;
import dev.penstock.simulator.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A help desk's project: twelve tickets, whose run `r_tickets` ends with dead letters of several kinds. Which ticket meets
/// which fault is always the same.
final class Tickets {
    static final String RUN = "r_tickets";

    /// What stands in one ticket: all that a page must never obey.
    static final String HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)></textarea></script>"
            + "<svg onload=alert(3)> javascript:alert(4) {{ 7*7 }} \u2028\u2029 \u202Eevil\u202C \u200B '\"` ]]> <!-- "
            + "hx-get=/ <a href=\"javascript:alert(5)\">x</a> " + "W".repeat(3000);

    private static final String ID = "\"><script>alert(1)</script>\u202E";
    private static final String[] TEXTS = {
            "My order A-77821 never came, and nobody answers the phone.",
            "You charged my card twice for order B-10442. Please give one back.",
            "The app logs me out every few minutes.\nI am on version 4.2 of the app, order C-55310 is waiting.",
            "Where is order D-90217? It should have been here last Friday.",
            "Please cancel order E-31178 before it ships.", "The kettle of order F-22014 arrived with a broken lid.",
            "Can I send back the shoes of order G-78120 without the box?", "My voucher is refused for order H-44091.",
            "Order I-60335 shows delivered, but my neighbour has nothing either.",
            "Two of the three lamps of order J-18273 do not light up.",
            "I moved house: please send order K-50926 to the new address.",
            "The invoice of order L-73450 names the wrong company."};

    private Tickets() {}

    /// Serves the project without a run.
    static Served serve(Path folder, String settings) {
        return serve(folder, settings, """
                  - { kind: digits-swapped, count: 3 }
                  - { kind: schema-enum, count: 4 }
                  - { kind: schema-missing, count: 1 }
                  - { kind: refusal, count: 1 }
                  - { kind: prose, count: 1 }
                """);
    }

    /// @param faults of the scenario, as YAML
    static Served serve(Path folder, String settings, String faults) {
        try {
            write(folder, faults);
            return Served.over(folder, Scenario.load(folder.resolve("scenario.yaml")), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs the tickets, to the end.
    static void run(Served served, String run) {
        run(served, run, input(), List.of());
    }

    /// Runs the tickets as the owner of a token.
    static void run(Served served, String run, NewToken token) {
        run(served, run, input(), List.of("Authorization", "Bearer " + token.text()));
    }

    private static void run(Served served, String run, String input, List<String> headers) {
        served.upload("/v1/tasks/ticket-triage/runs?run-id=" + run, input, headers.toArray(String[]::new));
        served.get("/v1/runs/" + run + "/events",
                Stream.concat(headers.stream(), Stream.of("Accept", "text/event-stream"))
                        .toArray(String[]::new));
    }

    /// Serves the project with hostile right answers.
    static Served hostile(Path folder) {
        try {
            write(folder, "[]");
            Files.writeString(folder.resolve("tickets.jsonl"), hostileInput());
            Files.writeString(folder.resolve("gold.jsonl"), "{\"id\":" + quoted(ID) + ",\"priority\":" + quoted(HOSTILE)
                    + ",\"category\":\"other\",\"summary\":" + quoted(HOSTILE) + "}\n");
            return Served.over(folder, Scenario.load(folder.resolve("scenario.yaml")), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void runHostile(Served served, String run) {
        run(served, run, hostileInput(), List.of());
    }

    private static String hostileInput() {
        return "{\"id\":" + quoted(ID) + ",\"customer\":\"c\",\"ticket\":" + quoted(HOSTILE) + "}\n";
    }

    static String input() {
        return IntStream.range(0, TEXTS.length)
                .mapToObj(i -> "{\"id\":\"t-" + (4401 + i) + "\",\"customer\":\"c-" + (100 + i) + "\",\"ticket\":"
                        + quoted(TEXTS[i]) + "}\n")
                .collect(Collectors.joining());
    }

    static String quoted(String text) {
        return Served.JSON.writeValueAsString(text);
    }

    private static void write(Path folder, String faults) throws IOException {
        var task = Files.createDirectories(folder.resolve("prompts/ticket-triage"));
        Files.writeString(task.resolve("task.yaml"), """
                description: Triage one support ticket
                endpoint: claude
                model: claude-haiku-4-5
                max-output-tokens: 4000
                retry: { max-attempts: 2 }
                repair: { max-attempts: 1 }
                checks: { grounding: { order_id: extract } }
                """);
        Files.writeString(task.resolve("system.md"),
                """
                        You sort support tickets of a shop. Answer with JSON only.
                        p1 is an outage or a safety problem, p2 costs the customer money or an order, p3 is a nuisance, p4 can wait.
                        """);
        Files.writeString(task.resolve("user.md"), "Ticket of customer {{ customer }}:\n\n{{ ticket }}\n");
        Files.writeString(task.resolve("schema.json"), """
                {"type":"object","properties":{
                  "priority":{"enum":["p1","p2","p3","p4"]},
                  "category":{"enum":["payment","delivery","returns","account","product","other"]},
                  "order_id":{"type":"string","description":"The order number exactly as the ticket writes it"},
                  "refund":{"type":["number","null"],"minimum":0,"description":"What the customer asks back"},
                  "urgent":{"type":"boolean"},
                  "tags":{"type":"array","items":{"type":"string"},"maxItems":5},
                  "summary":{"type":"string","minLength":20,"description":"One English sentence"}},
                 "required":["priority","category","summary"],"additionalProperties":false}
                """);
        Files.writeString(folder.resolve("tickets.jsonl"), input());
        Files.writeString(folder.resolve("gold.jsonl"), gold());
        Files.writeString(folder.resolve("scenario.yaml"),
                "gold: gold.jsonl\ninputs: tickets.jsonl\nfaults:\n" + faults.indent(2));
    }

    private static String gold() {
        return IntStream.range(0, TEXTS.length)
                .mapToObj(i -> "{\"id\":\"t-" + (4401 + i) + "\",\"priority\":\"p2\",\"category\":\"delivery\","
                        + "\"order_id\":\"" + order(TEXTS[i]) + "\",\"refund\":null,\"urgent\":false,"
                        + "\"tags\":[\"order\",\"late\"],"
                        + "\"summary\":\"A customer writes about an order and waits for an answer.\"}\n")
                .collect(Collectors.joining());
    }

    private static String order(String text) {
        return text.replaceAll("(?s).*?([A-L]-\\d{5}).*", "$1");
    }
}
