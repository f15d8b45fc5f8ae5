package dev.penstock.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Code in the docs is code that runs: each Java block says which region of which example it is, and is exactly that.
class DocsTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> PAGES = List.of("README.md", "docs/embedding.md");
    /// A block, with the comment before it that names its source.
    private static final Pattern BLOCK = Pattern
            .compile("(?:<!-- (?<file>\\S+)#(?<region>\\S+) -->\\n+)?```java\\n(?<code>.*?)```", Pattern.DOTALL);

    static Stream<Arguments> blocks() throws IOException {
        var blocks = Stream.<Arguments>builder();
        for (var page : PAGES) {
            var matcher = BLOCK.matcher(Files.readString(ROOT.resolve(page)));
            while (matcher.find()) {
                blocks.add(Arguments.of(page, String.valueOf(matcher.group("file")),
                        String.valueOf(matcher.group("region")), matcher.group("code")));
            }
        }
        return blocks.build();
    }

    @ParameterizedTest(name = "{0}: {1}#{2}")
    @MethodSource("blocks")
    void everyBlockIsTheRegionItNames(String page, String file, String region, String code) throws IOException {
        assertThat(file).as("a Java block in " + page + " names no source: <!-- FILE#REGION --> before it")
                .isNotEqualTo("null");
        assertThat(code).isEqualTo(region(file, region));
    }

    private static String region(String file, String region) throws IOException {
        var text = Files.readString(ROOT.resolve(file));
        var matcher = Pattern
                .compile("// tag::" + region + "\\[]\\n(.*?)\\n *// end::" + region + "\\[]", Pattern.DOTALL)
                .matcher(text);
        assertThat(matcher.find()).as(file + " has the region " + region).isTrue();
        return matcher.group(1).stripIndent() + "\n";
    }
}
