package dev.penstock.openai;

import dev.penstock.provider.OutputAbilities;
import dev.penstock.provider.OutputMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A flavour of the chat completions protocol: what differs between servers that claim to speak it.
enum Dialect {
    /// OpenAI itself. Its reasoning models reject `max_tokens`.
    OPENAI("max_completion_tokens", true, "OPENAI_API_KEY", "https://api.openai.com/v1"),
    /// Mistral's API. It answers 422 `extra_forbidden` to any field it does not know, `max_completion_tokens` among them.
    MISTRAL("max_tokens", true, "MISTRAL_API_KEY", "https://api.mistral.ai/v1"),
    /// vLLM. Without a cap it generates until the context is full. It ignores fields it does not know, `guided_json` since
    /// 0.12 among them, so the schema goes where OpenAI wants it. A forced tool needs no tool parser, a chosen one does.
    VLLM("max_tokens", false, "VLLM_API_KEY", null),
    /// Anything else (Ollama, llama.cpp, gateways): only the fields that every server knows, unless a task asks for more.
    GENERIC("max_tokens", false, "OPENAI_API_KEY", null);

    private final String tokenCapField;
    private final boolean keyRequired;
    private final String keyVariable;
    private final @Nullable String publicBaseUrl;

    Dialect(String tokenCapField, boolean keyRequired, String keyVariable, @Nullable String publicBaseUrl) {
        this.tokenCapField = tokenCapField;
        this.keyRequired = keyRequired;
        this.keyVariable = keyVariable;
        this.publicBaseUrl = publicBaseUrl;
    }

    /// The dialect with this name in `penstock.yaml`; `openai` when there is none.
    ///
    /// @throws IllegalArgumentException if the name is unknown; the message names the allowed ones
    static Dialect of(@Nullable String name) {
        if (name == null) {
            return OPENAI;
        }
        for (var dialect : values()) {
            if (dialect.label().equals(name)) {
                return dialect;
            }
        }
        var allowed = Arrays.stream(values()).map(Dialect::label).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("dialect '" + name + "' is unknown; allowed: " + allowed);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The field that caps the output tokens.
    String tokenCapField() {
        return tokenCapField;
    }

    /// Whether a server of this kind on another machine needs a key.
    boolean keyRequired() {
        return keyRequired;
    }

    /// What a server of this kind can do about the form of replies. Of an unknown one nothing is taken for granted, and
    /// nothing is ruled out.
    OutputAbilities outputs() {
        var all = Set.of(OutputMode.JSON_SCHEMA, OutputMode.TOOL, OutputMode.JSON_MODE, OutputMode.PROMPT);
        return switch (this) {
            case OPENAI, MISTRAL, VLLM -> new OutputAbilities(
                    List.of(OutputMode.JSON_SCHEMA, OutputMode.TOOL, OutputMode.JSON_MODE, OutputMode.PROMPT), all,
                    true);
            case GENERIC -> new OutputAbilities(List.of(OutputMode.PROMPT), all, false);
        };
    }

    /// Whether a server of this kind has OpenAI's batch API. Mistral has one of its own.
    boolean hasBatches() {
        return this == OPENAI;
    }

    /// The environment variable people usually keep the key in.
    String keyVariable() {
        return keyVariable;
    }

    /// Where the provider's public API is; null for servers that everyone runs somewhere else.
    @Nullable
    String publicBaseUrl() {
        return publicBaseUrl;
    }
}
