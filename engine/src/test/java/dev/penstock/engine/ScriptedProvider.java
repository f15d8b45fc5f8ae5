package dev.penstock.engine;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.item.Failure.AccountBlocked.Cause;
import dev.penstock.item.Usage;
import dev.penstock.provider.Body;
import dev.penstock.provider.Exchange;
import dev.penstock.provider.OutputFormat;
import dev.penstock.provider.Provider;
import dev.penstock.provider.QuotaReading;
import dev.penstock.provider.Reply;
import dev.penstock.provider.Request;
import dev.penstock.provider.batch.BatchApi;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A provider that answers as a test says. Every billed call costs 10 input and 5 output tokens.
final class ScriptedProvider implements Provider {
    static final Usage BILLED = Usage.of(10, 5);

    final List<Request> requests = new CopyOnWriteArrayList<>();
    final List<String> callIds = new CopyOnWriteArrayList<>();
    private final Script script;
    private final @Nullable BatchApi batches;

    /// What comes back for a request.
    @FunctionalInterface
    interface Script {
        Exchange answer(Request request, String callId) throws InterruptedException;
    }

    static final List<Evidence> WRONG_TOOL = List
            .of(new Evidence("stop", "wrong-tool", "", "another tool was called", null));

    ScriptedProvider(Script script) {
        this(script, null);
    }

    /// @param batches null for no batch API
    ScriptedProvider(Script script, @Nullable BatchApi batches) {
        this.script = script;
        this.batches = batches;
    }

    static Exchange received(int status, String body) {
        return new Exchange.Received(status, Map.of(), Body.of(body), false, Duration.ofMillis(3));
    }

    static Exchange lost() {
        return new Exchange.Broken(Exchange.Broken.Cause.LOST, "reset", Duration.ofMillis(3));
    }

    /// The item's own text: the last word of the first message.
    static String text(Request request) {
        return request.messages().getFirst().text().strip();
    }

    @Override
    public Exchange call(Request request, String callId) throws InterruptedException {
        requests.add(request);
        callIds.add(callId);
        return script.answer(request, callId);
    }

    @Override
    public Optional<BatchApi> batches() {
        return Optional.ofNullable(batches);
    }

    @Override
    public QuotaReading quota(Exchange exchange) {
        return QuotaReading.NONE;
    }

    @Override
    public Reply read(Request request, Exchange exchange) {
        return switch (exchange) {
            case Exchange.Broken(var cause, var detail, _) when cause == Exchange.Broken.Cause.NOT_SENT ->
                new Reply.Failed(new Failure.ConnectionFailed(false, detail), null, Usage.NONE, null);
            case Exchange.Broken _ ->
                new Reply.Failed(new Failure.ConnectionFailed(true, "reset"), null, null, null);
            case Exchange.Received(int status, _, var body, _, _) -> switch (status) {
                case 200 -> new Reply.Completed(body.text(), "stop", BILLED, "req");
                case 206 -> new Reply.Failed(new Failure.Truncated(request.maxOutputTokens(), "length"), "length",
                        BILLED, "req");
                case 298 ->
                    new Reply.Failed(new Failure.Unparseable("wrong-tool", WRONG_TOOL), "tool_use", BILLED, "req");
                case 299 -> new Reply.Completed(body.text(), "stop", null, "req");
                case 401 -> failed(new Failure.AccountBlocked(Cause.KEY_REFUSED, "401 authentication_error"));
                case 402 -> failed(new Failure.AccountBlocked(Cause.NO_CREDIT, "402 billing_error"));
                case 404 -> failed(new Failure.AccountBlocked(Cause.NO_MODEL, "404 not_found_error"));
                case 451 -> new Reply.Failed(new Failure.Refused("refusal"), "refusal", BILLED, "req");
                case 529 -> failed(new Failure.Overloaded(null, "529 overloaded_error"));
                case 400 -> failed(new Failure.InvalidRequest("400"));
                case 429 -> failed(new Failure.RateLimited(Duration.ofMillis(20), "429"));
                default -> failed(new Failure.ServerError("500"));
            };
        };
    }

    private static Reply failed(Failure failure) {
        return new Reply.Failed(failure, null, Usage.NONE, "req");
    }

    @Override
    public List<String> lint(OutputFormat format) {
        return List.of();
    }

    @Override
    public void close() {}
}
