package dev.penstock.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "Answer as {\"a\": 1}", "use {{ name }} and {name} and ${x}", "{% if x %}",
            "{# no",
            "[CUSTOMER NAME] and <UNKNOWN>", "TODO: mend", "{[NAME]}", "{{{x}}}", "ends with {", "ends with {{",
            "}} %} #}",
            "it's 'quoted' \"twice\" \\ back", "{{", "{", "{{{{{{", "a\n\nb {x}\n", "#{x} #{{x}}",
            "<DOC>x</DOC> [link](u)"})
    void rendersToTheTextItself(String text) throws Template.FaultException {
        assertRenders(text);
    }

    @Test
    void rendersAnyMixOfBracesAndWords() throws Template.FaultException {
        var random = new Random(7);
        var parts = new String[]{"{", "}", "%", "#", "name", " ", "[NAME]", "$", "'", "\"", "\n", "TODO", "<X_Y>", "-"};
        for (int i = 0; i < 3_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            assertRenders(text.toString());
        }
    }

    private static void assertRenders(String text) throws Template.FaultException {
        var source = TemplateText.literal(text);

        assertThat(Template.compile("t", source).render(Map.of()).text()).as(source).isEqualTo(text);
        assertThat(Template.compile("t", source + "{{ v }}" + source).render(Map.of("v", "V")).text()).as(source)
                .isEqualTo(text + "V" + text);
        assertThat(LiteralPlaceholder.in("", Template.textOutsideTags(source))).as(source).isEmpty();
        assertThat(Template.textOutsideTags(source)).doesNotContainPattern("\\bTODO\\b");
    }
}
