package dev.penstock.simulator;

/// Which provider's protocol a call speaks.
public enum Wire {
    ANTHROPIC("anthropic", ""), OPENAI("openai", ""), MISTRAL("mistral", "/mistral"), VLLM("vllm", "/vllm");

    private final String label;
    private final String prefix;

    Wire(String label, String prefix) {
        this.label = label;
        this.prefix = prefix;
    }

    /// The name in the books: `anthropic`, `openai`, `mistral` or `vllm`.
    public String label() {
        return label;
    }

    /// What stands before `/v1` in its addresses: empty, `/mistral` or `/vllm`.
    public String prefix() {
        return prefix;
    }
}
