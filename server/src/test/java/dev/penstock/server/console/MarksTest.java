package dev.penstock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Evidence;
import dev.penstock.server.console.ShownText.Span;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarksTest {
    private static final Evidence UNGROUNDED = new Evidence("grounding", "extract", "/order_id",
            "`order_id` was asked to be copied from the input, and \"A-12\" is not there. Nearest: \"A-21\" (2 digits swapped).",
            "A-12");

    @Test
    void whatAValueResemblesIsMarkedWhereverItStands() {
        assertThat(Marks.nearest("A-21 and A-21", List.of(UNGROUNDED))).containsExactly(new Span(0, 4),
                new Span(9, 13));
        assertThat(Marks.nearest("nothing", List.of(UNGROUNDED))).isEmpty();
    }

    @Test
    void aValueIsMarkedAtItsPath() {
        var reply = JsonLayout.of("{\"x\":\"A-12\",\"order_id\":\"A-12\"}").orElseThrow();

        assertThat(Marks.of(reply.text(), reply.spans(), List.of(UNGROUNDED)))
                .containsExactly(reply.spans().get("/order_id"));
    }

    @Test
    void withoutAPathWhatIsQuotedIsMarked() {
        var evidence = new Evidence("placeholder", "template-marker", "", "a marker", "[Customer Name]");

        assertThat(Marks.of("Dear [Customer Name],", Map.of(), List.of(evidence))).containsExactly(new Span(5, 20));
    }

    @Test
    void whatIsNoJsonIsMarkedWhereItStops() {
        var evidence = new Evidence("parse", "json", "", "not strict JSON: Unexpected character (line 2, column 3)",
                null);

        assertThat(Marks.of("{\n  x\n}", Map.of(), List.of(evidence))).containsExactly(new Span(4, 5));
        assertThat(Marks.of("{", Map.of(), List.of(evidence))).isEmpty();
    }
}
