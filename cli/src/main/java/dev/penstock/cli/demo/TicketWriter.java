package dev.penstock.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Writes support tickets that read as if people had written them, from a grammar of sentences. The same seed writes the
/// same tickets.
final class TicketWriter {
    private static final String GRAMMAR = "tickets.json";
    private static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");
    private static final double WITH_ORDER = 0.86;
    private static final double WITH_NAME = 0.45;
    private static final String LETTERS = "ABCDEFGHKLMNPRSTVWX";

    private final JsonNode grammar;
    /// java.util.Random is specified to the bit, so the tickets are the same on every JDK.
    private final Random chance;

    private TicketWriter(JsonNode grammar, Random chance) {
        this.grammar = grammar;
        this.chance = chance;
    }

    /// So many tickets, no two with the same text.
    static List<Ticket> write(int count, long seed) {
        var writer = new TicketWriter(grammar(), new Random(seed));
        var seen = new HashSet<String>();
        var tickets = new ArrayList<Ticket>(count);
        while (tickets.size() < count) {
            var ticket = writer.ticket(String.format("t-%05d", tickets.size() + 1));
            if (seen.add(ticket.text())) {
                tickets.add(ticket);
            }
        }
        return tickets;
    }

    private static JsonNode grammar() {
        try (var in = TicketWriter.class.getResourceAsStream(GRAMMAR)) {
            if (in == null) {
                throw new IllegalStateException(GRAMMAR + " is missing beside " + TicketWriter.class.getName());
            }
            return JsonMapper.shared().readTree(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Ticket ticket(String id) {
        var topic = any(grammar.path("topics"));
        var priority = any(topic.path("priorities")).stringValue();
        var orderId = chance.nextDouble() < WITH_ORDER ? orderId() : null;
        var filled = new HashMap<String, String>();
        if (orderId != null) {
            filled.put("order", orderId);
        }
        var text = text(topic, priority, orderId, filled);
        filled.put("urgency", grammar.path("urgencySummary").path(priority).stringValue());
        return new Ticket(id, text, priority, topic.path("category").stringValue(), orderId,
                fill(topic.path("summary").stringValue(), filled));
    }

    private String text(JsonNode topic, String priority, @Nullable String orderId, Map<String, String> filled) {
        var greeting = fill("{greeting}", filled);
        var says = fill(any(topic.path("says")).stringValue(), filled);
        var order = fill(any(grammar.path(orderId == null ? "noOrder" : "order")).stringValue(), filled);
        var urgency = capital(fill(any(grammar.path("urgency").path(priority)).stringValue(), filled));
        var sentences = new ArrayList<>(List.of(greeting, says));
        sentences.addAll(chance.nextBoolean() ? List.of(order, urgency) : List.of(urgency, order));
        sentences.add(fill("{thanks}", filled));
        if (chance.nextDouble() < WITH_NAME) {
            sentences.add(fill("{name}", filled));
        }
        return String.join(" ", sentences);
    }

    /// Puts a value into each slot; a slot that was filled before keeps its value within the ticket.
    private String fill(String template, Map<String, String> filled) {
        return SLOT.matcher(template).replaceAll(slot -> {
            var name = slot.group(1);
            var known = filled.get(name);
            if (known == null) {
                known = fill(any(grammar.path("slots").path(name)).stringValue(), filled);
                filled.put(name, known);
            }
            return known;
        });
    }

    private String orderId() {
        return LETTERS.charAt(chance.nextInt(LETTERS.length())) + "-" + (10_000 + chance.nextInt(90_000));
    }

    private JsonNode any(JsonNode list) {
        return list.path(chance.nextInt(list.size()));
    }

    private static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
