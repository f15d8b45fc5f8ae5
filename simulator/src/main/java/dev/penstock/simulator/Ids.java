package dev.penstock.simulator;

/// Ids in the providers' forms, one per call and the same in every run.
final class Ids {
    private static final char[] LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".toCharArray();

    private Ids() {}

    /// What a wire answers in `request-id` or `x-request-id` for the call with this number.
    static String request(Wire wire, long seq) {
        return switch (wire) {
            case ANTHROPIC -> "req_011" + letters(~seq, 21);
            case OPENAI, MISTRAL, VLLM -> "req_" + hex(seq);
        };
    }

    static String letters(long seq, int length) {
        var id = new StringBuilder(length);
        var state = seq + 1;
        for (var i = 0; i < length; i++) {
            state = Dice.mix(state + 0x9e3779b97f4a7c15L);
            id.append(LETTERS[(int) Long.remainderUnsigned(state, LETTERS.length)]);
        }
        return id.toString();
    }

    private static String hex(long seq) {
        return String.format("%016x%016x", Dice.mix(seq + 1), Dice.mix(~seq));
    }
}
