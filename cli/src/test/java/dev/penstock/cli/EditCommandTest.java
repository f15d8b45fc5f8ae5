package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A person corrects replies in an editor, here a shell script; the store is a real one.
class EditCommandTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern KEPT = Pattern.compile("what you typed is kept in (\\S+)");
    private static final String MEND = "sed -i 's/\"reason\" : \".*\"/\"reason\" : \"lost parcel\"/' \"$1\"";
    private static final String SPOIL = "sed -i 's/\"priority\" : \"p.\"/\"priority\" : \"urgent\"/' \"$1\"";

    @TempDir
    private Path folder;
    private TestProject project;
    private List<String> ids = List.of();

    @BeforeEach
    void bury() {
        Assumptions.assumeFalse(System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows"),
                "editors are shell scripts here");
        project = new TestProject(folder).endpoint("faulty").items(3);
        project.penstock("run", "triage", "--input", "items.jsonl", "--run-id", "r", "--quiet");
        ids = project.penstock("dead-letters", "list", "--json")
                .out()
                .lines()
                .map(line -> JSON.readTree(line).path("deadLetter").asString())
                .toList();
    }

    @Test
    void acceptsWhatIsSavedAndKeepsNothing() throws Exception {
        editor("cp \"$1\" seen; stat -c %a \"$1\" \"$(dirname \"$1\")\" > modes; echo \"$1\" > name; " + MEND);

        var result = project.penstock("dead-letters", "edit", id(), "--as", "bo");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .isEqualTo(id() + " accepted, corrected; it joins the outputs with: penstock export r\n");
        assertThat(project.read("seen")).startsWith("// " + id() + "   placeholder   triage   run r   item ")
                .contains("// Why:\n", "where a value was asked for", "//     \"text\" : \"ticket number ",
                        "//   priority: one of \"p1\", \"p2\"\n", "// " + EditedReply.CUT + "\n{\n");
        assertThat(project.read("modes")).isEqualTo("600\n700\n");
        assertThat(Path.of(project.read("name").strip()).getParent()).doesNotExist();
        assertThat(project.penstock("dead-letters", "show", id()).out()).contains("bo edited", "/reason  \"",
                "→ \"lost parcel\"");
    }

    @Test
    void doesNothingWhenTheFileIsUnchangedEmptyOrOnlyIndentedAnotherWay() throws Exception {
        editor("true");
        assertThat(project.penstock("dead-letters", "edit", id())).satisfies(result -> {
            assertThat(result.code()).isZero();
            assertThat(result.out()).contains("unchanged: nothing was done");
        });
        editor("sed -i 's/^  \"/\"/' \"$1\"");
        assertThat(project.penstock("dead-letters", "edit", id()).out()).contains("unchanged: nothing was done");
        editor("echo '// nothing' > \"$1\"");
        assertThat(project.penstock("dead-letters", "edit", id()).out()).contains("empty: nothing was done");
        editor("rm \"$1\"");
        assertThat(project.penstock("dead-letters", "edit", id()).out()).contains("empty: nothing was done");
        assertThat(project.penstock("dead-letters", "list").out()).contains("3 dead letters");
    }

    @Test
    void keepsWhatWasTypedWhenACheckSaysNoAndGoesOnWithItAsADraft() throws Exception {
        editor(SPOIL);

        var refused = project.penstock("dead-letters", "edit", id());

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains(id() + " is not accepted", "/priority", "\"urgent\" is not one of p1, p2",
                "nothing was changed");
        var kept = kept(refused.err());
        assertThat(Files.readString(kept)).contains("\"urgent\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept))).isEqualTo("rw-------");

        editor("cp \"$1\" seen; sed -i 's/urgent/p1/' \"$1\"; " + MEND);
        assertThat(project.penstock("dead-letters", "edit", id(), "--draft", kept.toString()).out())
                .contains("accepted, corrected");
        assertThat(project.read("seen")).contains("\"priority\" : \"urgent\"");
        delete(kept);
    }

    @Test
    void asksAPersonToEditAgainWithTheErrorsOnTop() throws Exception {
        editor("cp \"$1\" seen; grep -q NOT.ACCEPTED \"$1\" && sed -i 's/urgent/p1/' \"$1\" || " + SPOIL + "; " + MEND);
        project.interactive();

        var result = project.penstockReading("y\n", "dead-letters", "edit", id());

        assertThat(result.code()).isZero();
        assertThat(result.err()).contains("is not one of p1, p2", "Edit again? [Y/n]");
        assertThat(project.read("seen"))
                .startsWith("// NOT ACCEPTED:\n//   /priority: \"urgent\" is not one of p1, p2");
        editor(SPOIL);
        var left = project.penstockReading("n\n", "dead-letters", "edit", ids.get(1));
        assertThat(left.code()).isEqualTo(2);
        delete(kept(left.err()));
    }

    @Test
    void overridesACheckWithAReasonButNeverTheSchema() throws Exception {
        editor("sed -i 's/\"reason\" : \".*\"/\"reason\" : \"N\\/A (really)\", \"reason\" : \"TBD\"/' \"$1\"");
        var duplicate = project.penstock("dead-letters", "edit", id(), "--reason", "it is so");
        assertThat(duplicate.err()).contains("it is not JSON", "Duplicate");
        delete(kept(duplicate.err()));

        editor("sed -i 's/\"reason\" : \".*\"/\"reason\" : \"TBD\"/; s/p2/p1/' \"$1\"");
        var refused = project.penstock("dead-letters", "edit", ids.get(1));
        assertThat(refused.err()).contains("--reason TEXT overrides this check");
        delete(kept(refused.err()));
        var overridden = project.penstock("dead-letters", "edit", ids.get(1), "--reason", "their word");

        assertThat(overridden.out()).contains("accepted, overriding a check");
        assertThat(project.penstock("dead-letters", "show", ids.get(1)).out())
                .contains("ana edited!", "overrides placeholder. their word");
    }

    @Test
    void keepsTheTextOfTheSecondOfTwoReviewers() throws Exception {
        process("mkfifo", "go");
        editor("cat go > first; cat go > second; " + MEND);
        var second = CompletableFuture.supplyAsync(() -> project.penstock("dead-letters", "edit", id(), "--as", "bo"));
        Files.writeString(folder.resolve("go"), "on\n"); // blocks until the editor waits for it
        assertThat(other().penstock("dead-letters", "discard", id(), "--as", "ann").code()).isZero();
        Files.writeString(folder.resolve("go"), "on\n"); // the editor goes on only now
        var result = second.join();

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(id() + " was decided before: discarded by ann");
        assertThat(Files.readString(kept(result.err()))).contains("lost parcel");
        delete(kept(result.err()));
        assertThat(project.penstock("dead-letters", "log").out()).contains("ann").doesNotContain("bo ");
        assertThat(project.penstock("verify", "r").code()).isZero();
    }

    @Test
    void passesTheEditorsOwnArgumentsAndNoShell() throws Exception {
        var script = editor("printf '%s\\n' \"$@\" > args; shift 2; " + MEND);
        project.env("VISUAL", script + " --wait '$(touch pwned) `x` ;'");

        assertThat(project.penstock("dead-letters", "edit", id()).code()).isZero();
        assertThat(project.read("args").lines().limit(2)).containsExactly("--wait", "$(touch pwned) `x` ;");
        assertThat(folder.resolve("pwned")).doesNotExist();
    }

    @Test
    void saysWhatToDoWithoutAnEditor() {
        project.env("PATH", "/nowhere");
        assertThat(project.penstock("dead-letters", "edit", id())).satisfies(result -> {
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err()).contains("there is no editor", "set VISUAL or EDITOR", "nothing was changed");
        });
        project.env("EDITOR", "no-such-editor-here");
        assertThat(project.penstock("dead-letters", "edit", id()).err())
                .contains("the editor 'no-such-editor-here' cannot be started");
        project.env("EDITOR", "vi 'x");
        assertThat(project.penstock("dead-letters", "edit", id()).err()).contains("a quote that is not closed");
        assertThat(project.penstock("dead-letters", "edit", "dl_nope").code()).isEqualTo(2);
    }

    @Test
    void forgetsItWhenTheEditorFailsAndKeepsWhatWasTyped() throws Exception {
        editor("exit 1");
        var untouched = project.penstock("dead-letters", "edit", id());
        assertThat(untouched.err()).contains("the editor ended with 1").doesNotContain("kept");
        assertThat(untouched.code()).isEqualTo(2);
        editor(MEND + "; exit 3");
        var typed = project.penstock("dead-letters", "edit", id());
        assertThat(Files.readString(kept(typed.err()))).contains("lost parcel");
        delete(kept(typed.err()));
    }

    private String id() {
        return ids.getFirst();
    }

    /// Another person's command line on the same store.
    private TestProject other() {
        return new TestProject(folder).endpoint("faulty").items(3);
    }

    private Path editor(String script) throws IOException {
        var file = folder.resolve("editor.sh");
        Files.writeString(file, "#!/bin/sh\ncd '" + folder + "'\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        project.env("EDITOR", file.toString());
        return file;
    }

    private void process(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).directory(folder.toFile()).start().waitFor()).isZero();
    }

    private static Path kept(String err) {
        var kept = KEPT.matcher(err);
        assertThat(kept.find()).as(err).isTrue();
        return Path.of(kept.group(1));
    }

    private static void delete(Path kept) {
        new PrivateFile(kept).delete();
    }
}
