package dev.penstock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Drives the launcher and the built folder as a user does: as processes.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LauncherDistTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path DIST = Path.of(System.getProperty("penstock.dist", "target/dist/penstock"))
            .toAbsolutePath();
    private static final String JAVA_HOME = System.getProperty("java.home");

    @TempDir
    private Path folder;

    @BeforeEach
    void needsAPosixShell() {
        assumeThat(Path.of("/bin/sh")).exists();
    }

    @Test
    void startsThroughASymbolicLinkFromAnotherFolder() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("ps"), DIST.resolve("bin/penstock"));
        var second = Files.createSymbolicLink(folder.resolve("again"), Path.of("ps"));

        assertThat(start(folder, Map.of(), link.toString(), "--version").output()).startsWith("penstock ");
        assertThat(start(folder, Map.of(), second.toString(), "--version").output()).startsWith("penstock ");
        assertThat(start(folder, Map.of(), "./again", "--version").output()).startsWith("penstock ");
    }

    @Test
    void worksInAFolderWithASpaceAndKeepsArgumentsWhole() throws Exception {
        var dist = copyOfDist(folder.resolve("my folder"));
        new TestProject(Files.createDirectories(folder.resolve("a project")));

        var run = start(folder, Map.of(), dist.resolve("bin/penstock").toString(), "--project", "a project", "run",
                "triage",
                "--input", "a project/items.jsonl", "--run-id", "grün");

        assertThat(run.output()).contains("run id 'grün' is not allowed");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void saysWhatToInstallWhenThereIsNoJava25() throws Exception {
        var nothing = start(folder,
                Map.of("PENSTOCK_JAVA_SEARCH", "off", "JAVA_HOME", "", "PATH", toolsWithoutJava().toString()),
                DIST.resolve("bin/penstock").toString(), "--version");
        var wrong = start(folder, Map.of("PENSTOCK_JAVA_HOME", "/nowhere"), DIST.resolve("bin/penstock").toString());

        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.output()).startsWith("error: no Java 25 was found")
                .contains("adoptium.net", "PENSTOCK_JAVA_HOME");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.output()).startsWith("error: PENSTOCK_JAVA_HOME is /nowhere, which is not a Java 25");
    }

    @Test
    void buildsACheckoutOnceAndAgainOnlyWhenSourcesChanged() throws Exception {
        var checkout = checkout("exit 0");

        assertThat(start(folder, Map.of(), checkout + "/penstock", "--version").output())
                .contains("building penstock (first start", "[1/1]  cli", "penstock ");
        assertThat(start(folder, Map.of(), checkout + "/penstock", "--version").output()).startsWith("penstock ");

        onlyNewer(checkout, "core/src/main/java/A.java");
        assertThat(start(folder, Map.of(), checkout + "/penstock", "--version").output()).contains("sources changed");

        onlyNewer(checkout, "core/src/test/java/ATest.java");
        assertThat(start(folder, Map.of(), checkout + "/penstock", "--version").output()).startsWith("penstock ");

        Files.delete(checkout.resolve("core/src/main/java/A.java"));
        onlyNewer(checkout, "core/src/main/java");
        assertThat(start(folder, Map.of(), checkout + "/penstock", "--version").output()).contains("sources changed");
        assertThat(Files.readAllLines(checkout.resolve("builds"))).hasSize(3);
    }

    @Test
    void buildsNothingForAShellThatCompletes() throws Exception {
        var checkout = checkout("exit 0");

        var unbuilt = start(folder, Map.of(), checkout + "/penstock", "complete", "", "runs", "");
        assertThat(unbuilt).isEqualTo(new End(0, ""));

        start(folder, Map.of(), checkout + "/penstock", "--version");
        onlyNewer(checkout, "core/src/main/java/A.java");
        assertThat(start(folder, Map.of(), checkout + "/penstock", "complete", "", "runs", ""))
                .isEqualTo(new End(0, ""));
        assertThat(Files.readAllLines(checkout.resolve("builds"))).hasSize(1);
    }

    @Test
    void buildsOnceWhenTwoStartAtTheSameTime() throws Exception {
        var checkout = checkout("sleep 1");
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 3; i++) {
            processes.add(builder(folder, Map.of(), checkout + "/penstock", "--version").start());
        }
        for (var process : processes) {
            assertThat(finish(process)).satisfies(end -> assertThat(end.code()).isZero())
                    .satisfies(end -> assertThat(end.output()).contains("penstock "));
        }

        assertThat(Files.readAllLines(checkout.resolve("builds"))).hasSize(1);
        assertThat(checkout.resolve("cli/target/launcher.lock")).doesNotExist();
    }

    @Test
    void goesOnWhenTheProcessThatHeldTheBuildLockIsGone() throws Exception {
        var checkout = checkout("exit 0");
        var lock = Files.createDirectories(checkout.resolve("cli/target/launcher.lock"));
        var gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.writeString(lock.resolve("pid"), gone.pid() + "\n");

        assertThat(start(folder, Map.of(), checkout + "/penstock", "--version").output()).contains("penstock ");
    }

    @Test
    void namesTheLogWhenTheBuildFails() throws Exception {
        var checkout = checkout("echo '[ERROR] it is broken'; exit 1");
        var result = start(folder, Map.of(), checkout + "/penstock", "--version");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("error: penstock could not be built", "[ERROR] it is broken",
                checkout.toRealPath() + "/cli/target/build.log", "nothing was started");
        assertThat(checkout.resolve("cli/target/launcher.lock")).doesNotExist();
    }

    @Test
    void drainsOnCtrlCAndResumesToTheEnd() throws Exception {
        var project = slowProject();
        var run = builder(project.folder(), Map.of(), penstock(), "run", "triage", "--input", "items.jsonl", "--run-id",
                "i",
                "--json").redirectErrorStream(false).start();
        signalWhenAtWork(run, "INT");
        var end = finish(run);

        assertThat(end.code()).isEqualTo(130);
        var report = JSON.readTree(end.lastLine());
        assertThat(report.path("status").asString()).isEqualTo("interrupted");
        assertThat(report.path("attempts").path("unconfirmed").asInt()).isZero();
        assertThat(report.path("items").path("pending").asInt()).isPositive();
        fast(project);
        assertThat(start(project.folder(), Map.of(), penstock(), "resume", "i", "--quiet").output())
                .startsWith("i complete: 60 accepted");
    }

    @Test
    void drainsOnTermAndExitsWith143() throws Exception {
        var project = slowProject();
        var run = builder(project.folder(), Map.of(), penstock(), "run", "triage", "--input", "items.jsonl", "--run-id",
                "t",
                "--json").redirectErrorStream(false).start();
        signalWhenAtWork(run, "TERM");
        var end = finish(run);

        assertThat(end.code()).isEqualTo(143);
        assertThat(JSON.readTree(end.lastLine()).path("status").asString()).isEqualTo("interrupted");
    }

    @Test
    void losesNothingWhenKilledAndRefusesASecondEngineMeanwhile() throws Exception {
        var project = slowProject();
        var run = builder(project.folder(), Map.of(), penstock(), "run", "triage", "--input", "items.jsonl", "--run-id",
                "k",
                "--json").redirectErrorStream(false).start();
        awaitFirstLine(run);
        var second = start(project.folder(), Map.of(), penstock(), "run", "triage", "--input", "items.jsonl");
        var alive = start(project.folder(), Map.of(), penstock(), "status");
        run.destroyForcibly().waitFor();
        var dead = start(project.folder(), Map.of(), penstock(), "status");

        assertThat(alive.output()).contains("penstock run   process " + run.pid(), "triage  k  ", " of 2   slow open");
        assertThat(alive.code()).isZero();
        assertThat(dead.output()).contains("No engine is at work", "k  triage   engine gone",
                "its engine is gone (was penstock run, process " + run.pid() + ")", "→ penstock resume k");
        assertThat(start(project.folder(), Map.of(), penstock(), "runs").output()).contains("engine gone");

        assertThat(second.code()).isEqualTo(2);
        assertThat(second.output()).contains("is in use by penstock run");
        fast(project);
        assertThat(start(project.folder(), Map.of(), penstock(), "resume", "k", "--quiet").output())
                .startsWith("k complete: 60 accepted");
        assertThat(start(project.folder(), Map.of(), penstock(), "verify", "k").code()).isZero();
    }

    @Test
    void goesOnQuietlyWhenTheReaderOfItsOutputGoesAway() throws Exception {
        var project = new TestProject(folder);
        var result = start(folder, Map.of(), "sh", "-c",
                penstock() + " run triage --input items.jsonl --run-id e --json | true; " + penstock()
                        + " report e --json");

        assertThat(JSON.readTree(result.lastLine()).path("items").path("accepted").asInt()).isEqualTo(20);
        assertThat(result.output()).doesNotContain("Broken pipe", "Exception");
        assertThat(project.read("out/e/accepted.jsonl").lines()).hasSize(20);
    }

    private static String penstock() {
        return DIST.resolve("bin/penstock").toAbsolutePath().toString();
    }

    /// A project whose 60 replies take two seconds each, two at a time.
    private TestProject slowProject() {
        var project = new TestProject(folder).items(60).endpoint("slow");
        return speed(project, "2s");
    }

    private static void fast(TestProject project) {
        speed(project, "1ms");
    }

    private static TestProject speed(TestProject project, String latency) {
        return project
                .write("slow.yaml", "name: slow\nseed: 1\nlatency: { p50: " + latency + ", p99: " + latency + " }\n")
                .write("penstock.yaml", "endpoints:\n  slow: { provider: simulator, scenario: slow.yaml,"
                        + " limits: { concurrency: 2 } }\n");
    }

    private static void awaitFirstLine(Process run) throws IOException {
        var first = new BufferedReader(run.inputReader(UTF_8), 1).readLine();
        assertThat(first).contains("\"event\":\"started\"");
    }

    private static void signalWhenAtWork(Process run, String signal) throws IOException, InterruptedException {
        awaitFirstLine(run);
        new ProcessBuilder("kill", "-" + signal, Long.toString(run.pid())).inheritIO().start().waitFor();
    }

    private Path copyOfDist(Path to) throws IOException {
        Files.createDirectories(to.resolve("bin"));
        Files.copy(DIST.resolve("bin/penstock"), to.resolve("bin/penstock"));
        assertThat(to.resolve("bin/penstock").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(to.resolve("lib"), DIST.resolve("lib").toAbsolutePath());
        return to;
    }

    /// A source checkout whose Maven wrapper only links the real dist folder's libraries.
    private Path checkout(String lastStep) throws IOException {
        var checkout = folder.resolve("check out");
        Files.createDirectories(checkout.resolve("cli/src/main/java"));
        Files.createDirectories(checkout.resolve("core/src/main/java"));
        Files.createDirectories(checkout.resolve("core/src/test/java"));
        Files.writeString(checkout.resolve("core/src/main/java/A.java"), "class A {}");
        Files.writeString(checkout.resolve("core/src/test/java/ATest.java"), "class ATest {}");
        Files.writeString(checkout.resolve("core/pom.xml"), "<project/>");
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Files.copy(DIST.resolve("bin/penstock"), checkout.resolve("penstock"));
        Files.writeString(checkout.resolve("mvnw"), """
                #!/bin/sh
                echo built >>builds
                echo '[INFO] Building penstock-cli 0.1.0 [1/1]'
                mkdir -p cli/target/dist/penstock
                rm -f cli/target/dist/penstock/lib
                ln -s '%s' cli/target/dist/penstock/lib
                touch cli/target/dist/penstock/.built
                %s
                """.formatted(DIST.resolve("lib").toAbsolutePath(), lastStep));
        assertThat(checkout.resolve("penstock").toFile().setExecutable(true)).isTrue();
        assertThat(checkout.resolve("mvnw").toFile().setExecutable(true)).isTrue();
        return checkout;
    }

    /// Makes one file newer than the last build, and everything else older.
    private static void onlyNewer(Path checkout, String newer) throws IOException {
        var built = Instant.now();
        try (var files = Files.walk(checkout)) {
            for (var file : files.filter(file -> !Files.isSymbolicLink(file)).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(built.minusSeconds(120)));
            }
        }
        Files.setLastModifiedTime(checkout.resolve("cli/target/dist/penstock/.built"),
                FileTime.from(built.minusSeconds(60)));
        Files.setLastModifiedTime(checkout.resolve(newer), FileTime.from(built));
    }

    private Path toolsWithoutJava() throws IOException {
        var tools = Files.createDirectories(folder.resolve("tools"));
        for (var tool : List.of("dirname", "readlink", "grep", "sed", "uname", "cat")) {
            for (var place : List.of("/usr/bin", "/bin")) {
                if (Files.exists(Path.of(place, tool)) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), Path.of(place, tool));
                }
            }
        }
        return tools;
    }

    /// @param output standard output, and standard error unless they were kept apart
    private record End(int code, String output) {
        String lastLine() {
            return output.strip().lines().reduce("", (_, line) -> line);
        }
    }

    private static End start(Path directory, Map<String, String> env, String... command)
            throws IOException, InterruptedException {
        return finish(builder(directory, env, command).start());
    }

    private static ProcessBuilder builder(Path directory, Map<String, String> env, String... command) {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(Map.of("PENSTOCK_JAVA_HOME", JAVA_HOME, "PENSTOCK_AOT", "off"));
        if (env.containsKey("PENSTOCK_JAVA_SEARCH")) {
            builder.environment().remove("PENSTOCK_JAVA_HOME");
        }
        builder.environment().putAll(env);
        return builder;
    }

    private static End finish(Process process) throws IOException, InterruptedException {
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new End(process.waitFor(), output);
    }
}
