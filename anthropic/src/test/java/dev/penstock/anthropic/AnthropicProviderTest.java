package dev.penstock.anthropic;

import dev.penstock.provider.ProviderContract;
import dev.penstock.provider.ProviderFactory;

class AnthropicProviderTest extends ProviderContract {
    @Override
    protected ProviderFactory factory() {
        return new AnthropicProviderFactory();
    }

    @Override
    protected String basePath() {
        return "";
    }

    @Override
    protected String goodBody(String text) {
        return """
                {"id":"msg_1","type":"message","role":"assistant","model":"some-model",
                 "content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"%s"}],
                 "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":5}}"""
                .formatted(text);
    }
}
