package dev.penstock.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.penstock.server.console.EditForm.Field;
import dev.penstock.server.console.EditForm.Kind;
import dev.penstock.server.console.EditForm.State;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EditFormTest {
    private static final JsonNode SCHEMA = json("""
            {"type":"object","required":["priority","total"],"properties":{
              "priority":{"enum":["p1","p2"]},
              "total":{"type":"number"},
              "paid":{"type":"boolean"},
              "note":{"type":["string","null"],"maxLength":9},
              "tags":{"type":"array","items":{"type":"string"}},
              "buyer":{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"},
                "deep":{"type":"object","properties":{"x":{"type":"string"}}}}},
              "either":{"oneOf":[{"type":"string"},{"type":"number"}]}}}""");

    @Test
    void whatIsNotTouchedComesBackTheSame() {
        var reply = "{\"priority\":\"p1\",\"total\":1e21,\"paid\":true,\"note\":null,\"tags\":[\"a\",\"b, c\"],"
                + "\"buyer\":{\"name\":\"Ann \\\"A\\\"\",\"age\":41,\"deep\":{\"x\": \"y\"}},\"either\":[1, 2],\"extra\":{\"k\": 1}}";

        assertThat(form(reply).json()).isEqualTo(reply);
        assertThat(form("{\"priority\":\"p2\",\"total\":3}").json()).isEqualTo("{\"priority\":\"p2\",\"total\":3}");
    }

    @Test
    void eachValueHasTheFieldItsSchemaAsksFor() {
        var kinds = form("{\"extra\":1}").fields().stream().collect(Collectors.toMap(Field::name, Field::kind));

        assertThat(kinds).isEqualTo(Map.of("priority", Kind.CHOICE, "total", Kind.NUMBER, "paid", Kind.CHOICE, "note",
                Kind.LINE, "tags", Kind.LIST, "buyer", Kind.GROUP, "either", Kind.JSON, "extra", Kind.JSON));
        assertThat(field(form("{}"), "buyer").inside()).extracting(Field::kind)
                .containsExactly(Kind.LINE, Kind.NUMBER, Kind.JSON);
    }

    @Test
    void aValueThatItsFieldCannotHoldIsJson() {
        var form = form("{\"total\":[1],\"tags\":[\"two\\nlines\"],\"buyer\":\"Ann\"}");

        assertThat(List.of(field(form, "total"), field(form, "tags"), field(form, "buyer"))).extracting(Field::kind)
                .containsOnly(Kind.JSON);
        assertThat(form.json())
                .isEqualTo("{\"priority\":null,\"total\":[1],\"tags\":[\"two\\nlines\"],\"buyer\":\"Ann\"}");
    }

    @Test
    void whatTheReplySaysAgainstTheSchemaCanStillBeSeen() {
        assertThat(field(form("{\"priority\":\"urgent\"}"), "priority").options())
                .extracting(EditForm.Option::label, EditForm.Option::allowed)
                .contains(tuple("urgent", false));
    }

    @Test
    void whatIsTypedIsWrittenInTheTypeTheSchemaAsksFor() {
        var typed = Map.of("v:/priority", "\"p2\"", "v:/total", " 0.10 ", "v:/note", "one\r\ntwo", "is:/note", "VALUE",
                "v:/tags", "a\r\n\r\nb", "is:/tags", "VALUE", "is:/paid", "ABSENT", "v:/buyer/age", "7",
                "is:/buyer/age",
                "VALUE");
        var form = form("{\"paid\":true,\"note\":null,\"buyer\":{}}").typed(typed::get);

        assertThat(form.json()).isEqualTo("{\"priority\":\"p2\",\"total\":0.10,\"note\":\"one\\ntwo\","
                + "\"tags\":[\"a\",\"b\"],\"buyer\":{\"age\":7}}");
    }

    @Test
    void aNumberThatIsNoneStaysAsItWasTyped() {
        var form = form("{}").typed(Map.of("v:/total", "12x")::get);

        assertThat(field(form, "total").text()).isEqualTo("12x");
        assertThat(form.json()).contains("\"total\":12x");
    }

    @Test
    void onlyWhatMayBeMissingCanBeLeftOut() {
        var form = form("{}");

        assertThat(field(form, "priority").states()).containsExactly(State.VALUE);
        assertThat(field(form, "paid").states()).containsExactly(State.VALUE, State.ABSENT);
        assertThat(field(form, "note").states()).containsExactly(State.VALUE, State.NULL, State.ABSENT);
    }

    @Test
    void thereIsNoFormForWhatIsNoObjectOrHasTooManyFields() {
        var many = IntStream.range(0, 41).mapToObj(i -> "\"f" + i + "\":1").collect(Collectors.joining(",", "{", "}"));

        assertThat(EditForm.of(SCHEMA, JsonLayout.of("[1]").orElseThrow())).isEmpty();
        assertThat(EditForm.of(json("{\"type\":\"string\"}"), JsonLayout.of("{}").orElseThrow())).isEmpty();
        assertThat(EditForm.of(SCHEMA, JsonLayout.of(many).orElseThrow())).isEmpty();
    }

    private static EditForm form(String reply) {
        return EditForm.of(SCHEMA, JsonLayout.of(reply).orElseThrow()).orElseThrow();
    }

    private static Field field(EditForm form, String name) {
        return form.fields().stream().filter(field -> field.name().equals(name)).findFirst().orElseThrow();
    }

    private static JsonNode json(String text) {
        return new JsonMapper().readTree(text);
    }
}
