package dev.penstock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.server.console.JsonLayout.Reading;
import dev.penstock.server.console.ShownText.Span;
import org.junit.jupiter.api.Test;

class JsonLayoutTest {
    @Test
    void everythingStaysAsItWasWritten() {
        var layout = laid("{\"n\":1e21,\"m\":1.10,\"t\":\"a\\u00e9\\/\",\"e\":[],\"o\":{},\"l\":[true,null]}");

        assertThat(layout.text()).isEqualTo("""
                {
                  "n": 1e21,
                  "m": 1.10,
                  "t": "a\\u00e9\\/",
                  "e": [],
                  "o": {},
                  "l": [
                    true,
                    null
                  ]
                }""");
        assertThat(laid(layout.text())).isEqualTo(layout);
    }

    @Test
    void itKnowsWhereEachValueStands() {
        var layout = laid("{\"a/b\":{\"c~d\":[10,\"x\"]}}");

        assertThat(layout.spans()).containsEntry("/a~1b/c~0d/1", new Span(layout.text().indexOf("\"x\""),
                layout.text().indexOf("\"x\"") + 3));
    }

    @Test
    void whatIsNotStrictJsonIsRefusedWithItsPlace() {
        assertThat(refused("{\"a\": 12x}").why()).startsWith("line 1, column ");
        assertThat(refused("{\n  \"a\": ,\n}").line()).isEqualTo(2);
        assertThat(refused("{\"a\":1,\"a\":2}").why()).contains("Duplicate");
        assertThat(refused("{} {}").why()).contains("something follows");
        assertThat(refused("").why()).isEqualTo("it is empty");
        assertThat(refused("[".repeat(100)).why()).contains("depth");
    }

    private static JsonLayout laid(String json) {
        return JsonLayout.of(json).orElseThrow();
    }

    private static Reading.Refused refused(String json) {
        return (Reading.Refused) JsonLayout.read(json);
    }
}
