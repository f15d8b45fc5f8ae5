package dev.penstock.simulator;

/// Which provider's protocol a call speaks.
public enum Wire {
    ANTHROPIC("anthropic"), OPENAI("openai");

    private final String label;

    Wire(String label) {
        this.label = label;
    }

    /// The name in the books: `anthropic` or `openai`.
    public String label() {
        return label;
    }
}
