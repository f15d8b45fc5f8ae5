package dev.penstock.cli.demo;

import dev.penstock.simulator.Books;
import dev.penstock.simulator.FaultKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What Penstock did about each bad reply, read from its output files and held against the simulator's books and the right
/// answers.
///
/// @param byKind every item whose own replies were spoiled, by what was done to them
/// @param wrongAccepted accepted outputs that are not the right answer; must be 0
/// @param needlessDead dead letters of items whose replies were never spoiled
/// @param accepted accepted items
record Naming(Map<FaultKind, Fate> byKind, int wrongAccepted, int needlessDead, int accepted) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /// What became of the items of one kind.
    ///
    /// @param recovered accepted by a lossless step, without asking again
    /// @param repaired accepted after the model was shown its reply and the errors
    /// @param dead dead letters by reason
    record Fate(int recovered, int repaired, Map<String, Integer> dead) {
        static final Fate NONE = new Fate(0, 0, Map.of());

        Fate plus(Fate other) {
            var both = new TreeMap<>(dead);
            other.dead.forEach((reason, items) -> both.merge(reason, items, Integer::sum));
            return new Fate(recovered + other.recovered, repaired + other.repaired, both);
        }

        int items() {
            return recovered + repaired + deadItems();
        }

        int deadItems() {
            return dead.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /// @param output the run's output folder
    static Naming of(List<Ticket> tickets, Path output, Books books) throws IOException {
        var byId = tickets.stream().collect(Collectors.toMap(Ticket::id, Function.identity()));
        var fates = new HashMap<String, Fate>();
        var wrong = 0;
        var accepted = records(output.resolve("accepted.jsonl"));
        for (var line : accepted) {
            var id = line.path("id").stringValue();
            fates.put(id, accepted(line.path("meta")));
            wrong += Truth.isRight(line.path("output"), ticket(byId, id)) ? 0 : 1;
        }
        for (var line : records(output.resolve("dead-letters.jsonl"))) {
            fates.put(line.path("id").stringValue(), new Fate(0, 0, Map.of(line.path("reason").stringValue(), 1)));
        }
        var byKind = new EnumMap<FaultKind, Fate>(FaultKind.class);
        for (var entry : books.items()) {
            byKind.merge(entry.injected(), fates.getOrDefault(entry.item(), Fate.NONE), Fate::plus);
            fates.remove(entry.item());
        }
        var needless = fates.values().stream().mapToInt(Fate::deadItems).sum();
        return new Naming(byKind, wrong, needless, accepted.size());
    }

    private static Ticket ticket(Map<String, Ticket> byId, String id) {
        var ticket = byId.get(id);
        if (ticket == null) {
            throw new IllegalStateException("an accepted item that nobody asked for: " + id);
        }
        return ticket;
    }

    private static Fate accepted(JsonNode meta) {
        var lossless = meta.path("flags").valueStream().anyMatch(flag -> flag.asString("").startsWith("lossless:"));
        return lossless ? new Fate(1, 0, Map.of()) : new Fate(0, 1, Map.of());
    }

    /// The replies that looked like success and were bad.
    Map<FaultKind, Fate> content() {
        var content = new EnumMap<FaultKind, Fate>(FaultKind.class);
        byKind.forEach((kind, fate) -> {
            if (kind.family() == FaultKind.Family.CONTENT) {
                content.put(kind, fate);
            }
        });
        return content;
    }

    /// All content kinds together.
    Fate contentSum() {
        return content().values().stream().reduce(Fate.NONE, Fate::plus);
    }

    private static List<JsonNode> records(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(JSON::readTree).toList();
        }
    }
}
