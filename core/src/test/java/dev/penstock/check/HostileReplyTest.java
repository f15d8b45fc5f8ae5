package dev.penstock.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A reply is written by something that may mean harm: it must cost bounded work and never an exception. The time limit is
/// far above the milliseconds these take, and far below what quadratic work on a megabyte would.
class HostileReplyTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode NO_INPUT = JSON.createObjectNode();
    private static final int MEGABYTE = 1 << 20;
    private static final Checks STRUCTURED = Checks.of(CheckSettings.DEFAULT,
            JSON.readTree("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\"}}}"));
    private static final Checks FREE_TEXT = Checks.of(CheckSettings.DEFAULT, null);

    static Stream<Arguments> hostile() {
        return Stream
                .of("[", "{\"a\":", "\"", "{", "}", "{}", "{x}", "[1]", "{\"", "\\", "```", "```\n", "`", "{{x", "${x",
                        "<A", "[Your ", "[your name here ", "{\"a\":1},", "\u202E", "\0", "\uFEFF", "\uD800", "ha ",
                        "\"a\":",
                        " ", "\n", "-", "I can't ", "1", "[A]", "{a}", "`a`", "\" : ", "lorem ")
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void judgesAMegabyteOfItInBoundedWork(String piece) {
        var reply = piece.repeat(MEGABYTE / piece.length());

        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            assertThat(STRUCTURED.judge(reply, NO_INPUT)).isInstanceOf(Verdict.Rejected.class);
            assertThat(FREE_TEXT.judge(reply, NO_INPUT)).isNotNull();
        });
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void judgesAMegabyteOfItInsideAString(String piece) {
        var text = piece.repeat(MEGABYTE / piece.length() / 8);
        var reply = JSON.createObjectNode().put("b", text).toString();
        var input = JSON.createObjectNode().put("b", text);

        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            assertThat(STRUCTURED.judge(reply, NO_INPUT)).isNotNull();
            assertThat(STRUCTURED.judge(reply, input)).isNotNull();
        });
    }

    @Test
    void refusesAReplyThatIsTooLongUnread() {
        assertThat(FREE_TEXT.judge("a".repeat(10 * MEGABYTE), NO_INPUT)).isInstanceOfSatisfying(Verdict.Rejected.class,
                rejected -> assertThat(rejected.failure().detail()).isEqualTo("parse size"));
    }

    @Test
    void refusesNestingDeeperThanAHundredAlsoWhenItIsPackedInStrings() {
        assertThat(STRUCTURED.judge("{\"b\":" + "[".repeat(99) + "]".repeat(99) + "}", NO_INPUT))
                .isInstanceOf(Verdict.Passed.class);
        assertThat(STRUCTURED.judge("{\"b\":" + "[".repeat(100) + "]".repeat(100) + "}", NO_INPUT))
                .isInstanceOf(Verdict.Rejected.class);
        var packed = JSON.createObjectNode().put("a", "{\"b\":" + "[".repeat(99) + "]".repeat(99) + "}").toString();
        assertThat(STRUCTURED.judge(packed, NO_INPUT)).isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void keepsNulAndBidirectionalMarksAsTheyAre() {
        assertThat(STRUCTURED.judge("{\"b\":\"a\\u0000\\u202eb\"}", NO_INPUT)).isInstanceOfSatisfying(
                Verdict.Passed.class,
                passed -> assertThat(passed.output().path("b").asString()).isEqualTo("a\0\u202Eb"));
    }

    @Test
    void answersAThousandPlaceholdersWithoutSearchingAMegabyteForEach() {
        var output = JSON.createObjectNode();
        IntStream.range(0, 10_000).forEach(i -> output.put("p" + i, "{slot_" + i + "}"));
        var input = JSON.createObjectNode().put("text", "x".repeat(MEGABYTE));

        Assertions.assertTimeout(Duration.ofSeconds(20),
                () -> assertThat(STRUCTURED.judge(output.toString(), input)).isInstanceOf(Verdict.Rejected.class));
    }

    @Test
    void givesSixteenThreadsTheSameVerdicts() throws Exception {
        var good = "{\"a\":{},\"b\":\"fine\"}";
        var bad = "{\"a\":{},\"b\":\"N/A\"}";
        Callable<Boolean> both = () -> STRUCTURED.judge(good, NO_INPUT) instanceof Verdict.Passed
                && STRUCTURED.judge(bad, NO_INPUT) instanceof Verdict.Rejected;
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (var answer : threads.invokeAll(IntStream.range(0, 3_200).mapToObj(_ -> both).toList())) {
                assertThat(answer.get()).isTrue();
            }
        }
    }
}
