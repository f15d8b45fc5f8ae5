package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellWordsTest {
    @Test
    void splitsAsAShellWouldAndInterpretsNothing() {
        assertThat(ShellWords.split("code --wait")).contains(List.of("code", "--wait"));
        assertThat(ShellWords.split("  '/opt/my editor'  -n\t\"a \\\"b\\\" $HOME\" c\\ d '' "))
                .contains(List.of("/opt/my editor", "-n", "a \"b\" $HOME", "c d", ""));
        assertThat(ShellWords.split("vi;rm $(x) `y` | z > w")).contains(
                List.of("vi;rm", "$(x)", "`y`", "|", "z", ">", "w"));
        assertThat(ShellWords.split("a\"b c\"'d e'f")).contains(List.of("ab cd ef"));
        assertThat(ShellWords.split("vi \\")).contains(List.of("vi", "\\"));
        assertThat(ShellWords.split(" ")).contains(List.of());
    }

    @Test
    void refusesAQuoteThatIsNotClosed() {
        assertThat(ShellWords.split("vi 'x")).isEmpty();
        assertThat(ShellWords.split("\"")).isEmpty();
    }
}
