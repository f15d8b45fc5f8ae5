package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cli.EditedReply.Reading;
import dev.penstock.engine.Records;
import dev.penstock.item.Usage;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EditedReplyTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode SCHEMA = JSON.readTree(
            """
                    {"type":"object","required":["priority","order_id"],"properties":{
                      "priority":{"enum":["p1","p2","p3"]},"order_id":{"type":"string","pattern":"^A-[0-9]+$"},
                      "parts":{"type":"array","items":{"type":"object","properties":{"n":{"type":["integer","null"],"minimum":1}}}},
                      "reason":{"type":"string","minLength":10}}}
                    """);
    private static final String REPLY = "{\"priority\":\"p1\",\"order_id\":\"A-77812\",\"reason\":\"It is missing.\"}";

    @Test
    void showsEverythingAPersonNeedsAboveTheReply() {
        Golden.assertMatches("edit", structured(REPLY).first().stripTrailing().lines().toList());
        Golden.assertMatches("edit-again",
                structured(REPLY)
                        .again(List.of("/priority: \"urgent\" is not one of p1, p2, p3\n  got: urgent"),
                                structured(REPLY).first().replace("\"p1\"", "\"urgent\""))
                        .stripTrailing()
                        .lines()
                        .toList());
        Golden.assertMatches("edit-text",
                freeText("# Summary\n\n  The order is late.").first().stripTrailing().lines().toList());
    }

    @Test
    void readsBackWhatWasTypedWithoutTheComments() {
        var edited = structured(REPLY).first().replace("\"A-77812\",", "\"A-77821\", // mine\n  // not this\n");

        assertThat(structured(REPLY).read(edited)).isInstanceOf(Reading.Unreadable.class);
        assertThat(structured(REPLY).read(edited.replace(" // mine", "")))
                .isEqualTo(new Reading.Output(JSON.readTree(REPLY.replace("A-77812", "A-77821"))));
    }

    @Test
    void knowsEmptyAndUnchangedFilesWhateverTheirLayout() {
        var file = structured(REPLY);

        assertThat(file.read(file.first())).isEqualTo(new Reading.Unchanged());
        assertThat(file.read("\uFEFF" + file.first().replace("\n", "\r\n"))).isEqualTo(new Reading.Unchanged());
        assertThat(file.read(REPLY)).isEqualTo(new Reading.Unchanged());
        assertThat(file.read("")).isEqualTo(new Reading.Empty());
        assertThat(file.read("// only\n\n  // comments\n")).isEqualTo(new Reading.Empty());
        assertThat(structured("").read(structured("").first())).isEqualTo(new Reading.Empty());
    }

    @Test
    void keepsFreeTextExactlyEvenWhenItLooksLikeComments() {
        var file = freeText("# Summary\n// code\n\n  indented  ");

        assertThat(file.read(file.first())).isEqualTo(new Reading.Unchanged());
        assertThat(file.read(file.first().replace("indented", "changed")))
                .isEqualTo(new Reading.Output(JSON.getNodeFactory().stringNode("# Summary\n// code\n\n  changed  ")));
        assertThat(file.read("# A title of my own\n"))
                .isEqualTo(new Reading.Output(JSON.getNodeFactory().stringNode("# A title of my own")));
        assertThat(file.read(file.first().replace(EditedReply.CUT, ""))).isInstanceOf(Reading.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", "\u0085", "\u000b", "\u000c", "\u2028", "\u2029", "\u001b[2K\u001b[1G"})
    void letsNothingOutOfItsComment(String lineBreak) {
        var escape = "x" + lineBreak + "{\"priority\":\"p3\"}" + lineBreak + "// " + EditedReply.CUT + lineBreak
                + "{\"priority\":\"p3\",\"order_id\":\"A-1\"}" + lineBreak;
        var letter = Samples.letter("dl_9Q2", escape, JSON.writeValueAsString(JSON.createObjectNode().put("t", escape)),
                escape);
        var file = new EditedReply(new Records.Case(letter, List.of(), Optional.empty(), List.of()), SCHEMA, REPLY);

        assertThat(file.read(file.first())).isEqualTo(new Reading.Unchanged());
        assertThat(file.read(file.again(List.of(escape), file.first()))).isEqualTo(new Reading.Unchanged());
        var head = file.again(List.of(escape), file.first())
                .split(Pattern.quote("// " + EditedReply.CUT + "\n{\n"), 2)[0];
        assertThat(head.lines()).allMatch(line -> line.startsWith("//"));
        assertThat(head.replace("\n", "").codePoints()).noneMatch(Character::isISOControl);
    }

    @Test
    void escapesControlsInsideTheReplyAndReadsTheSameValueBack() {
        var hostile = JSON
                .writeValueAsString(JSON.createObjectNode().put("reason", Samples.HOSTILE.replace("\ud800", "")));
        var file = structured(hostile);

        assertThat(file.first().replace("\n", "")).isEqualTo(TerminalText.clean(file.first().replace("\n", "")));
        assertThat(file.read(file.first().replace("\"reason\"", "\"reason2\"")))
                .isEqualTo(new Reading.Output(JSON.readTree(hostile.replace("reason", "reason2"))));
    }

    @Test
    void keepsAReplyThatIsNoJsonAsItIsAndSaysWhereJsonBreaks() {
        var file = structured("{\"priority\": p1");

        assertThat(file.first()).endsWith("\n{\"priority\": p1\n");
        assertThat(file.read(file.first())).isEqualTo(new Reading.Unchanged());
        assertThat(file.read("{\"priority\":\n  p1}")).isInstanceOfSatisfying(Reading.Unreadable.class,
                unreadable -> assertThat(unreadable.why()).startsWith("it is not JSON. line 2 of the reply, column "));
        assertThat(file.read("{} {}")).isInstanceOf(Reading.Unreadable.class);
    }

    private static EditedReply structured(String reply) {
        return reply(SCHEMA, reply);
    }

    private static EditedReply freeText(String reply) {
        return reply(null, reply);
    }

    private static EditedReply reply(@Nullable JsonNode schema, String reply) {
        var found = new Records.Case(Samples.deadLetter(),
                List.of(Samples.attempt(3, "ungrounded", 200, "end_turn", reply, Usage.NONE)), Optional.empty(),
                List.of());
        return new EditedReply(found, schema, reply);
    }
}
