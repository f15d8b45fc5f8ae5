package dev.penstock.simulator;

import dev.penstock.item.Usage;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Chat completions, in the flavour of one server.
final class ChatWire implements WireFormat {
    static final ChatWire OPENAI = new ChatWire(Wire.OPENAI, new OpenAiFlavour());
    static final ChatWire MISTRAL = new ChatWire(Wire.MISTRAL, new MistralFlavour());
    static final ChatWire VLLM = new ChatWire(Wire.VLLM, new VllmFlavour());

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /// OpenAI bills cache writes from GPT-5.6 on.
    private static final Pattern WRITES_BILLED = Pattern.compile("gpt-(5\\.6|6).*");

    private final Wire wire;
    private final ChatFlavour flavour;

    private ChatWire(Wire wire, ChatFlavour flavour) {
        this.wire = wire;
        this.flavour = flavour;
    }

    @Override
    public Intake read(JsonNode body) {
        return new ChatReader(flavour, body).read();
    }

    @Override
    public HttpReply reply(long seq, Prompt prompt, Answer answer, @Nullable Usage usage, long epochSecond) {
        var completion = JSON.objectNode()
                .put("id", "chatcmpl-" + Ids.letters(seq, 29))
                .put("object", "chat.completion")
                .put("created", epochSecond)
                .put("model", prompt.model());
        var choice = completion.putArray("choices").addObject().put("index", 0);
        putMessage(choice.putObject("message").put("role", "assistant"), seq, answer);
        choice.putNull("logprobs").put("finish_reason", finishReason(prompt, answer));
        if (usage != null) {
            completion.set("usage", flavour.usage(usage));
        }
        completion.put("service_tier", "default").putNull("system_fingerprint");
        return HttpReply.json(200, completion.toString()).with(headers(seq));
    }

    private static void putMessage(ObjectNode message, long seq, Answer answer) {
        switch (answer) {
            case Answer.Text(var text, _) -> message.put("content", text).putNull("refusal").putArray("annotations");
            case Answer.Refusal(var text) -> message.putNull("content").put("refusal", text).putArray("annotations");
            case Answer.ToolCalls(var calls, var beside, _) -> {
                message.put("content", beside.isEmpty() ? null : beside).putNull("refusal");
                var array = message.putArray("tool_calls");
                for (var i = 0; i < calls.size(); i++) {
                    array.addObject()
                            .put("id", "call_" + Ids.letters(seq + i * 1_000_003L, 24))
                            .put("type", "function")
                            .putObject("function")
                            .put("name", calls.get(i).name())
                            .put("arguments", calls.get(i).argumentsJson());
                }
            }
        }
    }

    private String finishReason(Prompt prompt, Answer answer) {
        var tool = prompt.form().tool();
        return switch (answer) {
            case Answer.Refusal _ -> "stop";
            case Answer.ToolCalls(_, _, var stop) when stop == Answer.Stop.END ->
                tool != null && tool.forced() ? flavour.finishOfForcedCall() : "tool_calls";
            case Answer.ToolCalls(_, _, var stop) -> finishReason(stop);
            case Answer.Text(_, var stop) -> finishReason(stop);
        };
    }

    private static String finishReason(Answer.Stop stop) {
        return switch (stop) {
            case END -> "stop";
            case LENGTH -> "length";
            case FILTERED -> "content_filter";
            case UNKNOWN -> "preempted";
        };
    }

    @Override
    public HttpReply error(long seq, Rejection rejection) {
        return flavour.error(rejection).with(headers(seq));
    }

    @Override
    public Map<String, String> headers(long seq) {
        return wire == Wire.OPENAI
                ? Map.of("x-request-id", Ids.request(wire, seq), "openai-processing-ms", "1", "openai-version",
                        "2020-10-01")
                : Map.of("x-request-id", Ids.request(wire, seq));
    }

    @Override
    public Map<String, String> quotaHeaders(QuotaState state) {
        return flavour.quotaHeaders(state);
    }

    @Override
    public List<CachePrefix> prefixes(Prompt prompt) {
        return flavour.tellsCaching() ? ChatPrefixes.of(prompt) : List.of();
    }

    @Override
    public boolean billsCacheWrites(String model) {
        return WRITES_BILLED.matcher(model).matches();
    }
}
