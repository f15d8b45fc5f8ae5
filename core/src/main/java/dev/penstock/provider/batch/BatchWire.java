package dev.penstock.provider.batch;

import dev.penstock.item.Failure;
import dev.penstock.provider.Body;
import dev.penstock.provider.Capture;
import dev.penstock.provider.ErrorBody;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What speaking to batch APIs has in common across providers.
///
/// @param scrub takes the key out of a text
public record BatchWire(UnaryOperator<String> scrub) {
    /// Fetches one page of a list, newest first.
    @FunctionalInterface
    public interface Pages {
        /// @param after the last id of the page before; null for the first page
        Exchange fetch(@Nullable String after) throws InterruptedException;
    }

    /// One thing of a list.
    ///
    /// @param <T> what it is
    @FunctionalInterface
    public interface Reading<T> {
        /// Empty when the JSON is something else.
        Optional<T> of(JsonNode json);
    }

    /// What an exchange came to.
    ///
    /// @param limit the call's timeout
    public <T> BatchAnswer<T> answer(Exchange exchange, Duration limit, Reading<T> reading) {
        return switch (Wire.json(exchange, limit, scrub)) {
            case BatchAnswer.Failed(var failure) -> new BatchAnswer.Failed<>(ofBatches(failure));
            case BatchAnswer.Done(var json) -> reading.of(json)
                    .<BatchAnswer<T>>map(BatchAnswer.Done::new)
                    .orElseGet(() -> new BatchAnswer.Failed<>(new Failure.ServerError("a body of some other kind")));
        };
    }

    /// A 404 is about the batch or its file here, not about a model.
    private static Failure ofBatches(Failure failure) {
        return failure instanceof Failure.AccountBlocked(var cause, var detail)
                && cause == Failure.AccountBlocked.Cause.NO_MODEL ? new Failure.InvalidRequest(detail) : failure;
    }

    /// Everything in a list that is not older than a moment, from as many pages as it takes.
    ///
    /// @param since to the second, because some providers tell no more
    /// @param createdAt when a thing was made
    public <T> BatchAnswer<List<T>> list(Pages pages, Duration limit, Instant since, Reading<T> reading,
            Function<T, Instant> createdAt) throws InterruptedException {
        var from = since.truncatedTo(ChronoUnit.SECONDS);
        var all = new ArrayList<T>();
        var seen = new HashSet<String>();
        @Nullable
        String after = null;
        do {
            switch (answer(pages.fetch(after), limit, json -> page(json, reading))) {
                case BatchAnswer.Failed(var failure) -> {
                    return new BatchAnswer.Failed<>(failure);
                }
                case BatchAnswer.Done(var page) -> {
                    page.things().stream().filter(thing -> !createdAt.apply(thing).isBefore(from)).forEach(all::add);
                    boolean older = !page.things().isEmpty()
                            && createdAt.apply(page.things().getLast()).isBefore(from);
                    after = older ? null : page.next();
                }
            }
        } while (after != null && seen.add(after));
        return new BatchAnswer.Done<>(List.copyOf(all));
    }

    /// @param next what to ask the following page after; null behind the last one
    private record Page<T>(List<T> things, @Nullable String next) {}

    /// Empty when one of its things cannot be read: a list with a gap would hide a batch that was paid for.
    private static <T> Optional<Page<T>> page(JsonNode json, Reading<T> reading) {
        var data = json.path("data");
        var things = data.valueStream().map(reading::of).flatMap(Optional::stream).toList();
        if (!data.isArray() || things.size() < data.size()) {
            return Optional.empty();
        }
        boolean more = json.path("has_more").asBoolean(false) && !data.isEmpty();
        var last = json.path("last_id")
                .stringValueOpt()
                .or(() -> data.path(data.size() - 1).path("id").stringValueOpt());
        return Optional.of(new Page<>(things, more ? last.orElse(null) : null));
    }

    /// Reads a body of results to its end.
    ///
    /// @param each gets every line; empty for one that is no JSON
    /// @return how many lines there were
    public BatchAnswer<Integer> lines(InputStream body, Capture capture, Duration limit,
            Consumer<Optional<JsonNode>> each) throws InterruptedException {
        var errors = new AtomicInteger();
        try {
            int lines = new JsonLines(line -> {
                if (line.filter(BatchWire::isLateError).isPresent()) {
                    errors.incrementAndGet();
                } else {
                    each.accept(line);
                }
            }).read(body);
            return errors.get() == 0
                    ? new BatchAnswer.Done<>(lines)
                    : new BatchAnswer.Failed<>(new Failure.ServerError("200 with an error where results should be"));
        } catch (IOException broken) {
            return answer(capture.broken(broken), limit, _ -> Optional.empty());
        }
    }

    /// An error of the whole reading, after its status was sent: it is about no entry.
    private static boolean isLateError(JsonNode line) {
        return !line.has("custom_id") && ErrorBody.isError(line);
    }

    /// What a call of its own would have brought.
    public static BatchResult.Answered answered(String customId, int status, Map<String, List<String>> headers,
            JsonNode body) {
        return new BatchResult.Answered(customId,
                new Exchange.Received(status, headers, Body.of(body.toString()), false, Duration.ZERO));
    }
}
