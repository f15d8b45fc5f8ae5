package dev.penstock.openai;

import dev.penstock.provider.ProviderContract;
import dev.penstock.provider.ProviderFactory;

class OpenAiProviderTest extends ProviderContract {
    @Override
    protected ProviderFactory factory() {
        return new OpenAiProviderFactory();
    }

    @Override
    protected String basePath() {
        return "/v1";
    }

    @Override
    protected String goodBody(String text) {
        return """
                {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"some-model",
                 "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"%s","refusal":null}}],
                 "usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}"""
                .formatted(text);
    }
}
