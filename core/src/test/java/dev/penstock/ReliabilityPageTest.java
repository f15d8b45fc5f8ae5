package dev.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Every test that docs/reliability.md names exists.
class ReliabilityPageTest {
    /// Maven runs the tests of a module in its folder.
    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+)\\.([a-z]\\w+)`");

    @Test
    void namesOnlyTestsThatExist() throws IOException {
        var sources = sources();
        var named = NAMED.matcher(Files.readString(REPOSITORY.resolve("docs/reliability.md"))).results().toList();

        assertThat(named).hasSizeGreaterThan(30);
        assertThat(named).allSatisfy(test -> assertThat(sources.getOrDefault(test.group(1), ""))
                .as(test.group())
                .contains("void " + test.group(2) + "("));
    }

    private static Map<String, String> sources() throws IOException {
        var sources = new TreeMap<String, String>();
        try (var modules = Files.list(REPOSITORY)) {
            for (var tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (var files = Files.walk(tests)) {
                    for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                        sources.merge(String.valueOf(file.getFileName()).replace(".java", ""), Files.readString(file),
                                String::concat);
                    }
                }
            }
        }
        return sources;
    }
}
