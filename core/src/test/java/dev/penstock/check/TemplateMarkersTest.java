package dev.penstock.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TemplateMarkersTest {
    @Test
    void findsASlotInASentenceThatSaysReturnAndHasASemicolonLater() {
        assertThat(TemplateMarkers.in("Dear {customer_name}, you want to return a wall clock; we will send a label."))
                .containsExactly("{customer_name}");
    }

    @Test
    void leavesBracesAloneInCodeThatEndsWithAReturnStatement() {
        assertThat(TemplateMarkers.in("try { f({x}) } finally { return {x}; }")).isEmpty();
        assertThat(TemplateMarkers.in("open {x} and return value;")).isEmpty();
    }
}
