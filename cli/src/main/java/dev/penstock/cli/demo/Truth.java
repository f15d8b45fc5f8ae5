package dev.penstock.cli.demo;

import dev.penstock.simulator.Books;
import dev.penstock.simulator.Call;
import dev.penstock.simulator.FaultKind;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is true about the naive loop's night: what it kept against the right answers, what it paid against the
/// simulator's books.
///
/// @param bad items whose stored text is not the right answer, by what was done to their reply
/// @param unexplained stored texts that are wrong although the books know of nothing done to them; must be 0
/// @param lost items without any text
/// @param hopeless items among the lost whose request can never succeed
/// @param hopelessCalls how often those were sent
/// @param wastedUsd what was paid for calls that left nothing usable behind
record Truth(Map<FaultKind, Integer> bad, int unexplained, int lost, int hopeless, long hopelessCalls,
        BigDecimal paidUsd, BigDecimal wastedUsd) {
    private static final JsonMapper JSON = JsonMapper.shared();

    static Truth of(List<Ticket> tickets, NaiveLoop.Result result, Books books, NightPrices prices) {
        var injected = new HashMap<String, FaultKind>();
        books.items().forEach(entry -> injected.put(entry.item(), entry.injected()));
        var bad = new EnumMap<FaultKind, Integer>(FaultKind.class);
        var good = new HashSet<String>();
        var unexplained = 0;
        for (var ticket : tickets) {
            var kept = result.stored().get(ticket.id());
            if (kept != null && isRight(kept, ticket)) {
                good.add(ticket.id());
            } else if (kept != null) {
                var kind = injected.get(ticket.id());
                unexplained += kind == null ? 1 : 0;
                if (kind != null) {
                    bad.merge(kind, 1, Integer::sum);
                }
            }
        }
        var hopeless = books.items()
                .stream()
                .filter(entry -> entry.injected().family() == FaultKind.Family.HOPELESS)
                .map(Books.ItemEntry::item)
                .collect(Collectors.toSet());
        var calls = books.calls();
        return new Truth(bad, unexplained, result.gaveUp(), hopeless.size(), calls(hopeless, calls),
                cost(calls, prices),
                cost(calls.stream().filter(call -> !useful(call, good)).toList(), prices));
    }

    int badItems() {
        return bad.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// Whether a text is, as it stands, the JSON of the right answer.
    static boolean isRight(String text, Ticket ticket) {
        try {
            return isRight(JSON.readTree(text), ticket);
        } catch (JacksonException _) {
            return false;
        }
    }

    static boolean isRight(JsonNode output, Ticket ticket) {
        return output.equals(JSON.valueToTree(ticket.answer()));
    }

    private static boolean useful(Call call, Set<String> good) {
        return call.delivered() && call.status() == 200 && good.contains(String.valueOf(call.about().item()));
    }

    private static long calls(Set<String> items, List<Call> calls) {
        return calls.stream().filter(call -> items.contains(String.valueOf(call.about().item()))).count();
    }

    private static BigDecimal cost(List<Call> calls, NightPrices prices) {
        return calls.stream().map(call -> prices.cost(call.billed())).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
