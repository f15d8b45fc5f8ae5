package dev.penstock.provider;

import java.util.Set;
import java.util.regex.Pattern;

/// Recognises that a request was too long, which every provider spells in its own way and some call a rate limit. Collected
/// from recorded errors of Anthropic, OpenAI, Azure, vLLM, Mistral, Gemini, Bedrock, Cohere, Perplexity, Groq, xAI, TGI and
/// llama.cpp. It is looked for anywhere in the sentence: taking a wrong request for a too long one costs nothing, both end
/// the item.
final class ContextOverflow {
    private static final Set<String> NAMES = Set.of("context_length_exceeded", "request_too_large",
            "request_body_too_large_after_decoding", "string_above_max_length", "too_many_tokens",
            "too_many_prompt_tokens", "exceed_context_size_error", "model_context_window_exceeded");
    private static final Pattern SENTENCE = Pattern.compile("""
            prompt is too long|input is too long|request too large|token limit reached\
            |context (length|window|size|limit)|maximum (prompt|model) length|max_model_len\
            |too many (prompt )?tokens|too large for model\
            |token count.{0,40}exceeds|reduce the length of (the|your) (messages|prompt|input)\
            |(inputs|tokens).{0,40} must be <= \\d""", Pattern.CASE_INSENSITIVE);

    private ContextOverflow() {}

    static boolean in(ErrorBody error) {
        var message = error.message();
        return error.isAny(NAMES) || (message != null && SENTENCE.matcher(message).find());
    }
}
