package dev.penstock.bench;

import dev.penstock.simulator.Books;
import dev.penstock.simulator.Call;
import dev.penstock.simulator.FaultKind;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds a run's attempts against the simulator's books and the right answers, reply by reply.
final class Detection {
    private static final JsonMapper JSON = JsonMapper.shared();

    private Detection() {}

    static void count(Tally tally, Store store, String run, Books books, List<Example> examples) {
        var calls = books.calls()
                .stream()
                .collect(Collectors.toMap(call -> String.valueOf(call.clientRequestId()), Function.identity()));
        var outputs = new HashMap<String, JsonNode>();
        store.runs().forEachAccepted(run, row -> outputs.put(row.itemId(), JSON.readTree(row.output())));
        store.runs().forEachAttempt(run, attempt -> {
            var example = examples.get(Math.toIntExact(attempt.intent().seq()));
            var right = JSON.valueToTree(example.answer()).equals(outputs.get(example.id()));
            count(tally, attempt, calls.get(attempt.intent().callId()), right, example.copied());
        });
    }

    /// @param right whether the item's accepted output is the right answer
    private static void count(Tally tally, AttemptRow attempt, @Nullable Call call, boolean right,
            boolean copied) {
        if (call == null) {
            throw new IllegalStateException("the books do not know the call " + attempt.intent().callId());
        }
        var reason = attempt.failureReason();
        var kind = call.injected() == null ? null : FaultKind.of(call.injected()).orElse(null);
        if (kind != null && !copied) {
            tally.setAside();
        } else if (kind == null) {
            tally.honest(reason != null || !right, copied);
        } else if (reason == null) {
            tally.accepted(kind, right);
        } else {
            tally.caught(kind, reason);
        }
    }
}
