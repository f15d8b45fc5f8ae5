package dev.penstock.engine.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Stop reasons of all providers become a closed set of words.
class StopReasonsTest {
    @ParameterizedTest
    @CsvSource({"end_turn,end", "stop,end", "STOP,end", "max_tokens,max_tokens", "length,max_tokens",
            "model_length,max_tokens", "stop_sequence,stop_sequence", "tool_use,tool_use", "tool_calls,tool_use",
            "function_call,tool_use", "refusal,refusal", "content_filter,content_filter", "pause_turn,other",
            "'my secret: \"x\"',other", "'',other"})
    void whateverAServerSaysIsOneOfThem(String received, String word) {
        assertThat(StopReasons.word(received)).isEqualTo(word);
    }
}
