package dev.penstock.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.penstock.engine.doctor.Diagnosis.Grade;
import dev.penstock.jdbc.SqliteStore;
import dev.penstock.simulator.Scenario;
import dev.penstock.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {
    private static final Machine MACHINE = new Machine(25, 1L << 30, "UTF-8");
    private static final String KEY = "sk-canary-4711";

    @TempDir
    private Path folder;
    private final List<String> asked = new ArrayList<>();
    private Clock clock = Clock.systemUTC();
    private int status = 200;
    private String list = "{\"data\":[{\"id\":\"gpt-5-mini\"},{\"id\":\"gpt-5\"}]}";
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/models", exchange -> {
            var path = exchange.getRequestURI().getPath();
            asked.add(path + " " + exchange.getRequestHeaders().getFirst("authorization"));
            boolean one = path.startsWith("/v1/models/");
            boolean known = list.contains("\"" + path.substring(path.lastIndexOf('/') + 1) + "\"");
            var body = (one ? "{}" : list).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status == 200 && one && !known ? 404 : status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        project("provider: openai, api-key: \"${THE_KEY}\", base-url: \"http://127.0.0.1:"
                + server.getAddress().getPort()
                + "/v1\"", "gpt-5-mini");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void findsNothingWrongWithASetUpThatWorks() {
        var found = examine(true);

        assertThat(found).allSatisfy(one -> assertThat(one.grade()).as(one.toString()).isEqualTo(Grade.OK));
        assertThat(found).extracting(Diagnosis::message)
                .contains("has gpt-5-mini, and takes the key", "penstock.yaml: endpoints it", "is set");
        assertThat(asked).containsExactly("/v1/models/gpt-5-mini Bearer " + KEY);
        assertThat(folder.resolve(".penstock")).doesNotExist();
    }

    @Test
    void asksNobodyWhenItStaysLocal() {
        assertThat(of(examine(false), "endpoint it").message()).isEqualTo("has a key; not asked");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"401, PROBLEM, refuses the key (401)", "402, PROBLEM, wants to be paid first (402)",
            "403, PROBLEM, does not let this key in (403)", "429, WARNING, is at its limit right now (429)",
            "503, WARNING, answers 503 when asked for its models",
            "404, WARNING, 'answers, and has no list of models'"})
    void saysWhatTheServersAnswerMeans(int answer, Grade grade, String message) {
        status = answer;

        var one = of(examine(true), "endpoint it");

        assertThat(one.grade()).isEqualTo(grade);
        assertThat(one.message()).isEqualTo(message);
        assertThat(one.fix()).isNotEmpty();
    }

    @Test
    void namesTheModelsThereAreWhenOneIsMissing() {
        list = "{\"data\":[{\"id\":\"gpt-5-nano\"},{\"id\":\"o9\"}]}";

        var one = of(examine(true), "endpoint it");

        assertThat(one.grade()).isEqualTo(Grade.PROBLEM);
        assertThat(one.message()).isEqualTo("has no model gpt-5-mini");
        assertThat(one.fix()).startsWith("did you mean gpt-5-nano?").contains("o9");
    }

    @ParameterizedTest
    @CsvSource({"PT5M, ahead of", "PT-5M, behind"})
    void seesThatTheClockIsWrong(Duration off, String where) {
        clock = Clock.offset(Clock.systemUTC(), off);

        var one = of(examine(true), "clock");

        assertThat(one.grade()).isEqualTo(Grade.WARNING);
        assertThat(one.message()).contains(where + " the server of it");
    }

    @Test
    void tellsAServerThatIsDownFromAHostThatIsNotThere() throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        project("provider: openai, api-key: \"${THE_KEY}\", base-url: \"http://127.0.0.1:" + port + "/v1\"",
                "gpt-5-mini");
        assertThat(of(examine(true), "endpoint it").message()).isEqualTo("127.0.0.1:" + port + " refuses connections");

        project("provider: openai, api-key: \"${THE_KEY}\", base-url: \"https://nowhere.invalid/v1\"",
                "gpt-5-mini");
        assertThat(of(examine(true), "endpoint it").message())
                .isEqualTo("there is no host nowhere.invalid");
    }

    @Test
    void asksForOneTokenOnlyWhenTold() {
        try (var simulator = Simulator.start(Scenario.clean(), 0)) {
            project("provider: openai, api-key: \"${THE_KEY}\", base-url: \"" + simulator.baseUri() + "/v1\"",
                    "gpt-5-mini");

            assertThat(of(examine(true), "endpoint it").fix()).contains("--spend");
            assertThat(simulator.books().calls()).isEmpty();
            var spent = examine(
                    new Doctor.Visit(folder, MACHINE, Map.of("THE_KEY", KEY)::get, clock, true, true, false));

            assertThat(spent).extracting(Diagnosis::message)
                    .anyMatch(message -> message.startsWith("gpt-5-mini answers ("));
            assertThat(simulator.books().calls()).hasSize(1);
        }
    }

    @Test
    void neverShowsAKey() {
        write("penstock.yaml",
                "endpoints:\n  it: { provider: openai, api-key: " + KEY + " }\n  x: { provider: anthropic, api-key: '"
                        + KEY + " with a space' }\n");
        var found = examine(false);

        assertThat(found.toString()).doesNotContain(KEY);
        assertThat(found).anySatisfy(one -> {
            assertThat(one.grade()).isEqualTo(Grade.WARNING);
            assertThat(one.message()).startsWith("a key stands in penstock.yaml itself");
        });
    }

    @Test
    void goesOnPastAProjectThatIsBrokenOrMissing() throws IOException {
        write("penstock.yaml", "endpoints: { it: { provider: opena } }\nbudget: { run-usd: lots }\n");
        assertThat(examine(true)).filteredOn(one -> one.grade() == Grade.PROBLEM)
                .extracting(Diagnosis::message)
                .anyMatch(message -> message.startsWith("penstock.yaml:1 endpoints.it.provider"))
                .anyMatch(message -> message.startsWith("penstock.yaml:2 budget.run-usd"));

        Files.delete(folder.resolve("penstock.yaml"));
        var none = examine(true);
        assertThat(of(none, "settings").fix()).contains("penstock init");
        assertThat(of(none, "java").grade()).isEqualTo(Grade.OK);
    }

    @Test
    void tellsWhatATaskNeedsAndWhatNobodyUses() {
        write("prompts/t/user.md", "Dear {name}: {{ text }}");
        var broken = examine(new Doctor.Visit(folder, MACHINE, _ -> null, clock, true, false, false));

        assertThat(of(broken, "variable THE_KEY").message()).isEqualTo("is not set");
        assertThat(of(broken, "endpoint it").grade()).isEqualTo(Grade.PROBLEM);
        assertThat(of(broken, "task t").message()).contains("prompts/t/user.md:1", "{name}");

        write("prompts/t/task.yaml", "endpoint: other\nmodel: gpt-5-mini\nmax-output-tokens: 10\n");
        var unused = of(examine(new Doctor.Visit(folder, MACHINE, _ -> null, clock, true, false, false)),
                "endpoint it");
        assertThat(unused.grade()).isEqualTo(Grade.WARNING);
        assertThat(unused.message()).endsWith("no task uses it");
    }

    @Test
    void looksAtTheStoreWithoutTouchingIt() throws IOException {
        var file = folder.resolve(".penstock/penstock.db");
        try (var _ = SqliteStore.openForEngine(file, "penstock run")) {
            assertThat(of(examine(false), "lock").message()).startsWith("in use by penstock run, process ");
        }
        assertThat(of(examine(false), "lock").message()).isEqualTo("free");
        assertThat(of(examine(false), "store").message()).contains("schema version");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(examine(false)).anyMatch(one -> one.fix().startsWith("chmod 600"));

        Files.writeString(file, "this is no database, but a text of more than sixteen characters");
        assertThat(of(examine(false), "store").grade()).isEqualTo(Grade.PROBLEM);
    }

    @Test
    void saysWhenTheMachineIsTooOldOrSmall() {
        var found = new Machine(21, 128L << 20, "ANSI_X3.4-1968").examine();

        assertThat(found).extracting(Diagnosis::grade).containsExactly(Grade.PROBLEM, Grade.WARNING, Grade.WARNING);
    }

    private List<Diagnosis> examine(boolean network) {
        return examine(new Doctor.Visit(folder, MACHINE, Map.of("THE_KEY", KEY)::get, clock, network, false, false));
    }

    private static List<Diagnosis> examine(Doctor.Visit visit) {
        return Doctor.examine(visit);
    }

    private static Diagnosis of(List<Diagnosis> found, String subject) {
        return found.stream().filter(one -> one.subject().equals(subject)).findFirst().orElseThrow();
    }

    private void project(String endpoint, String model) {
        write("penstock.yaml", "endpoints:\n  it: { " + endpoint + " }\n");
        write("prompts/t/task.yaml", "endpoint: it\nmodel: " + model + "\nmax-output-tokens: 10\n");
        write("prompts/t/user.md", "Say {{ text }}");
    }

    private void write(String name, String text) {
        try {
            var file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
