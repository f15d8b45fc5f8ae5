package dev.penstock.engine;

import dev.penstock.engine.RunPlan.Lines;
import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.prompt.Prompt;
import dev.penstock.prompt.Rendering;
import dev.penstock.provider.Request;
import dev.penstock.run.ItemSource;
import dev.penstock.run.Pricing;
import dev.penstock.store.InputPosition;
import dev.penstock.store.NewItem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Goes through an input as a run would, up to the calls: which records it would send and how large their requests are, and
/// which it could never send. Keeps at most 64 bytes for each record, and a few requests. Used by one thread.
final class InputSurvey {
    private static final int PAGE = 256;
    private static final int SAMPLE = 8;
    private static final JsonMapper JSON = new JsonMapper();

    private final List<Way> ways;
    private final RandomGenerator random;
    private final Set<String> words;
    private final SeenTexts ids = new SeenTexts();
    private final SeenTexts prompts = new SeenTexts();
    private final Map<String, Lines> unpaid = new TreeMap<>();
    private final Map<String, Lines> flags = new TreeMap<>();
    private final Map<String, Long> filled = new TreeMap<>();
    private final Sizes sizes = new Sizes();
    private final List<Request> sample = new ArrayList<>();
    private long records;
    private long fixedBytes;
    private long repeats;
    private BigDecimal worstUsd = BigDecimal.ZERO;

    /// The prompt as it is asked somewhere, and what that costs.
    record Way(Prompt prompt, Pricing pricing) {}

    private InputSurvey(List<Way> ways, RandomGenerator random) {
        this.ways = ways;
        this.random = random;
        this.words = ways.getFirst().prompt().words();
    }

    /// Reads a source to its end.
    ///
    /// @param ways the task's own first, then its fallbacks
    /// @param random chooses the sample
    static InputSurvey of(ItemSource source, List<Way> ways, RandomGenerator random) {
        var survey = new InputSurvey(ways, random);
        var position = InputPosition.START;
        while (!position.complete()) {
            var batch = source.read(position, PAGE);
            batch.items().forEach(survey::add);
            position = batch.after();
        }
        return survey;
    }

    /// Lines that are not blank, or rows.
    long records() {
        return records;
    }

    /// Those that would be sent.
    long sendable() {
        return sizes.count();
    }

    /// Those that would be dead letters unsent, by the rule they break.
    Map<String, Lines> unpaid() {
        return Collections.unmodifiableMap(unpaid);
    }

    /// The requests by size.
    Sizes sizes() {
        return sizes;
    }

    /// UTF-8 bytes of all requests that are the same for every item.
    long fixedBytes() {
        return fixedBytes;
    }

    /// The most all of them can cost, wherever they end up.
    BigDecimal worstUsd() {
        return worstUsd;
    }

    /// Some of the requests, each as likely as any other.
    List<Request> sample() {
        return List.copyOf(sample);
    }

    /// Items with the same prompt as one before.
    long repeats() {
        return repeats;
    }

    /// What a reviewer should know about records that would be sent.
    Map<String, Lines> flags() {
        return Collections.unmodifiableMap(flags);
    }

    /// How many items leave a variable of the prompt empty; only variables that some do.
    Map<String, Long> empty() {
        var empty = new TreeMap<String, Long>();
        filled.forEach((name, items) -> empty.put(name, sendable() - items));
        empty.values().removeIf(items -> items == 0);
        return empty;
    }

    private void add(NewItem found) {
        records++;
        var item = found.item();
        boolean first = ids.add(item.id());
        if (found.failure() != null) {
            unsent(found.failure(), item);
        } else if (!first) {
            unsent("duplicate-id", item);
        } else {
            switch (ways.getFirst().prompt().render(item)) {
                case Rendering.Failed(var failure) -> unsent(failure, item);
                case Rendering.Ready(var request, var noticed) -> send(item, request, noticed);
            }
        }
    }

    private void send(Item item, Request request, List<String> noticed) {
        long bytes = request.bytes();
        if (ways.getFirst().pricing().surelyTooLong(bytes)) {
            unsent("context-too-long", item);
            return;
        }
        sizes.add(bytes);
        fixedBytes += Math.min(bytes, request.fixedBytes());
        worstUsd = worstUsd.add(worst(item, request, bytes));
        repeats += prompts.add(request.system() + "\n" + request.messages().getLast().text()) ? 0 : 1;
        noticed.forEach(flag -> flags.merge(flag, Lines.of(item.line()), Lines::plus));
        countFilled(JSON.readTree(item.record()));
        keepSome(request);
    }

    /// An item may be tried on one way after the other.
    private BigDecimal worst(Item item, Request request, long bytes) {
        var first = ways.getFirst();
        var worst = WorstCase.of(first.pricing(), first.prompt().settings(), request, bytes);
        for (var way : ways.subList(1, ways.size())) {
            if (way.prompt().render(item) instanceof Rendering.Ready(var elsewhere, _)) {
                worst = worst.add(WorstCase.of(way.pricing(), way.prompt().settings(), elsewhere, elsewhere.bytes()));
            }
        }
        return worst;
    }

    private void countFilled(JsonNode record) {
        record.properties()
                .stream()
                .filter(field -> words.contains(field.getKey()))
                .forEach(field -> filled.merge(field.getKey(), isEmpty(field.getValue()) ? 0L : 1L, Long::sum));
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || (value.isString() && value.stringValue().isBlank())
                || (value.isContainer() && value.isEmpty());
    }

    /// Reservoir sampling: the n-th request takes a place with odds of the places to n.
    private void keepSome(Request request) {
        if (sample.size() < SAMPLE) {
            sample.add(request);
            return;
        }
        long place = random.nextLong(sendable());
        if (place < SAMPLE) {
            sample.set((int) place, request);
        }
    }

    private void unsent(Failure failure, Item item) {
        unsent(failure.evidence().isEmpty() ? failure.reason() : failure.evidence().getFirst().rule(), item);
    }

    private void unsent(String rule, Item item) {
        unpaid.merge(rule, Lines.of(item.line()), Lines::plus);
    }
}
