package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.store.RunStatus;
import dev.penstock.store.Signature;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Numbers of runs that ended are computed once, and never wrong.
class EndedRunsTest {
    private static final Instant LATER = Instant.parse("2026-11-24T13:00:00Z");

    @TempDir
    Path folder;

    @Test
    void anEndedRunIsCountedOnceUntilSomebodyDecides() throws Exception {
        try (var runs = new ScriptedRuns(folder,
                "endpoint: claude\nmodel: claude-haiku-4-5\nrepair: { max-attempts: 0 }")) {
            runs.endpoint("claude", "claude-haiku-4-5",
                    new ScriptedProvider((_, _) -> ScriptedProvider.received(200, ScriptedRuns.WRONG)));
            runs.run("r1", 3);
            var ended = new EndedRuns(runs.store);
            var atWork = runs.store.runs().find("r1").orElseThrow();
            assertThat(ended.of(atWork)).isNotSameAs(ended.of(atWork));

            runs.store.runs().status("r1", RunStatus.COMPLETE, null, LATER);
            var row = runs.store.runs().find("r1").orElseThrow();
            var before = ended.of(row);
            assertThat(before.totals().items().deadLettered()).isEqualTo(3);
            assertThat(ended.of(row)).isSameAs(before);

            runs.store.deadLetters()
                    .forEachOpen("r1", letter -> runs.store.deadLetters()
                            .discard(letter.id(), letter.version(), new Signature("ann", null, LATER)));
            assertThat(ended.of(row).totals().items().discarded()).isEqualTo(3);

            runs.store.runs().status("r1", RunStatus.COMPLETE, null, LATER.plusSeconds(1));
            var again = runs.store.runs().find("r1").orElseThrow();
            assertThat(ended.of(again)).isNotSameAs(ended.of(row));
        }
    }
}
