package dev.penstock.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.penstock.check.CheckSettings;
import dev.penstock.check.Checks;
import dev.penstock.check.Placeholders;
import dev.penstock.check.Verdict;
import dev.penstock.item.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LanguageCheckTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode NO_INPUT = JSON.createObjectNode();
    private static final String ENGLISH = "Your card was sent on Monday and should arrive within five working days.";
    private static final String SPANISH = "Su tarjeta fue enviada el lunes y debería llegar en cinco días laborables.";

    @Test
    void rejectsFreeTextInAnotherLanguageAndSaysWhich() {
        var verdict = checks("en").judge(SPANISH, NO_INPUT);

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Rejected.class,
                rejected -> assertThat(rejected.failure()).isInstanceOfSatisfying(Failure.WrongLanguage.class,
                        wrong -> assertThat(wrong.evidence().getFirst().message())
                                .isEqualTo("the reply: written in es, wanted was en")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"de|Ihre Karte wurde am Montag verschickt und sollte bald ankommen.",
            "fr|Votre carte a été envoyée lundi et devrait arriver sous cinq jours.",
            "it|La sua carta è stata spedita lunedì e dovrebbe arrivare presto.",
            "pt|O seu cartão foi enviado na segunda-feira e deve chegar em breve.",
            "nl|Uw kaart is maandag verzonden en zou binnen vijf dagen moeten aankomen.",
            "pl|Twoja karta została wysłana w poniedziałek i powinna wkrótce dotrzeć."})
    void tellsTheCommonLanguagesFromEnglish(String language, String text) {
        assertThat(checks(language).judge(text, NO_INPUT)).isInstanceOf(Verdict.Passed.class);
        assertThat(checks("en").judge(text, NO_INPUT)).isInstanceOfSatisfying(Verdict.Rejected.class,
                rejected -> assertThat(rejected.failure().evidence().getFirst().message())
                        .isEqualTo("the reply: written in " + language + ", wanted was en"));
    }

    @Test
    void passesTheExpectedLanguageWhateverItIs() {
        assertThat(checks("en").judge(ENGLISH, NO_INPUT)).isInstanceOf(Verdict.Passed.class);
        assertThat(checks("es").judge(SPANISH, NO_INPUT)).isInstanceOf(Verdict.Passed.class);
        assertThat(checks("ja").judge("カードは月曜日に発送されました。五営業日以内にお手元に届く予定です。届かない場合はサポートまでご連絡ください。", NO_INPUT))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void rejectsAnotherScriptThanLatin() {
        assertThat(checks("en").judge(
                "Ваша карта была отправлена в понедельник и должна прийти в течение пяти рабочих дней.",
                NO_INPUT)).isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void looksAtTheLongFieldsOfStructuredOutputOnly() {
        var schema = JSON.readTree("{\"properties\":{\"kind\":{\"enum\":[\"" + SPANISH + "\"]}}}");
        var checks = Checks.of(new CheckSettings(Placeholders.REJECT, "en"), schema);

        assertThat(checks.judge(object("note", "Su tarjeta fue enviada"), NO_INPUT)).isInstanceOf(Verdict.Passed.class);
        assertThat(checks.judge(object("kind", SPANISH), NO_INPUT)).isInstanceOf(Verdict.Passed.class);
        assertThat(checks.judge(object("note", SPANISH), NO_INPUT)).isInstanceOfSatisfying(Verdict.Rejected.class,
                rejected -> assertThat(rejected.failure().detail()).isEqualTo("/(unexpected property) language"));
    }

    @Test
    void leavesQuotationsFromTheInputAlone() {
        var input = JSON.createObjectNode().put("mail", "Hola. " + SPANISH + " Saludos");

        assertThat(checks("en").judge(SPANISH, input)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void ignoresWhatIsNotProse() {
        assertThat(checks("en").judge(
                "SELECT x1, y_2 FROM t_3 WHERE https://example.org/einige/lange/adresse/hier = a@b.de",
                NO_INPUT)).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void refusesALanguageItDoesNotKnowAndNamesThoseItDoes() {
        assertThatIllegalArgumentException().isThrownBy(() -> checks("xx"))
                .withMessageStartingWith("checks.language must be one of af, ar, az")
                .withMessageEndingWith("was xx");
    }

    @Test
    void givesSixteenThreadsTheSameAnswers() throws Exception {
        var checks = checks("en");
        Callable<Boolean> both = () -> checks.judge(ENGLISH, NO_INPUT) instanceof Verdict.Passed
                && checks.judge(SPANISH, NO_INPUT) instanceof Verdict.Rejected;
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (var answer : threads.invokeAll(IntStream.range(0, 160).mapToObj(_ -> both).toList())) {
                assertThat(answer.get()).isTrue();
            }
        }
    }

    @Test
    void passesTheRealQuestionsThatAreLongEnough() throws IOException {
        var questions = sharedData("banking77/inputs.jsonl");
        assumeTrue(Files.exists(questions), "../shared/data/banking77 is not here");
        var checks = checks("en");
        var long50 = Files.readAllLines(questions)
                .stream()
                .map(line -> JSON.readTree(line).path("text").asString())
                .filter(text -> text.length() >= 50)
                .toList();

        var rejected = long50.stream()
                .filter(text -> checks.judge(text, NO_INPUT) instanceof Verdict.Rejected)
                .toList();

        assertThat(long50).hasSizeGreaterThan(1_000);
        assertThat(rejected).isEmpty();
    }

    /// The measuring data lies beside the project, in whichever folder above this one.
    private static Path sharedData(String file) {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(folder -> folder.resolve("shared/data").resolve(file))
                .filter(Files::exists)
                .findFirst()
                .orElse(Path.of("shared/data", file));
    }

    private static String object(String name, String value) {
        return JSON.createObjectNode().put(name, value).toString();
    }

    private static Checks checks(String language) {
        return Checks.of(new CheckSettings(Placeholders.OFF, language), null);
    }
}
