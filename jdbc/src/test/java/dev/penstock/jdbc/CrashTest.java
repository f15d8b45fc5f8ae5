package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.NOON;
import static dev.penstock.jdbc.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.store.AcceptedRow;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an engine confirmed before a kill -9 is there afterwards, and nothing is there by halves.
class CrashTest {
    private static final int ROUNDS = 5;
    private static final int ITEMS_PER_ROUND = 4000;

    @TempDir
    Path folder;

    @Test
    void findsEveryConfirmedWriteAfterKillsAtRandomMoments() throws IOException, InterruptedException {
        killAtRandomMoments();
    }

    @Test
    void findsEveryConfirmedWriteAfterKillsWhileTheLogIsMovedIntoTheFile() throws IOException, InterruptedException {
        killAtRandomMoments("moving its log");
    }

    private void killAtRandomMoments(String... how) throws IOException, InterruptedException {
        var file = folder.resolve("penstock.db");
        try (var store = SqliteStore.openForEngine(file, "a test")) {
            Samples.start(store, RUN, ROUNDS * ITEMS_PER_ROUND);
        }
        var random = new Random(42);
        for (int round = 0; round < ROUNDS; round++) {
            var confirmed = killAfter(file, round, 1 + random.nextInt(3000), how);
            try (var store = SqliteStore.openForEngine(file, "a test")) {
                check(store, confirmed);
                store.journal().bookLost(RUN, NOON);
                assertThat(store.runs().contradictions(RUN)).isEmpty();
                assertThat(store.runs().totals(RUN).items().accountedFor()).isTrue();
            }
        }
    }

    private static Map<String, Set<Long>> killAfter(Path file, int round, int lines, String... how)
            throws IOException, InterruptedException {
        long first = (long) round * ITEMS_PER_ROUND;
        var range = Stream.of(RUN, Long.toString(first), Long.toString(first + ITEMS_PER_ROUND));
        try (var child = ChildProcess.start(file, Stream.concat(range, Stream.of(how)).toArray(String[]::new))) {
            var confirmed = child.readLines(lines);
            assertThat(confirmed).hasSize(lines);
            confirmed.addAll(child.kill());
            return bySeq(confirmed);
        }
    }

    private static Map<String, Set<Long>> bySeq(List<String> lines) {
        var confirmed = new HashMap<String, Set<Long>>();
        for (var line : lines) {
            var words = line.split(" ", 2);
            confirmed.computeIfAbsent(words[0], _ -> new HashSet<>()).add(Long.valueOf(words[1]));
        }
        return confirmed;
    }

    private static void check(Store store, Map<String, Set<Long>> confirmed) {
        var attempts = new HashMap<Long, AttemptRow>();
        store.runs().forEachAttempt(RUN, attempt -> attempts.put(attempt.intent().seq(), attempt));
        var accepted = new ArrayList<String>();
        store.runs().forEachAccepted(RUN, row -> accepted.add(row.itemId()));
        var buried = new HashSet<Long>();
        store.deadLetters().forEachOpen(RUN, letter -> buried.add(letter.item().seq()));

        assertThat(attempts.keySet()).containsAll(confirmed.get("intended"));
        assertThat(confirmed.getOrDefault("received", Set.of()))
                .allSatisfy(seq -> assertThat(store.journal().attempts(RUN, seq).getFirst().exchange()).isNotNull());
        assertThat(accepted).contains(confirmed.getOrDefault("accepted", Set.of())
                .stream()
                .map(seq -> "item-" + seq)
                .toArray(String[]::new)).doesNotHaveDuplicates();
        assertThat(buried).containsAll(confirmed.getOrDefault("buried", Set.of()));
    }

    @Test
    void countsTheTimeOfADiedRunUpToItsLastAttempt() {
        var file = folder.resolve("penstock.db");
        try (var store = SqliteStore.openForEngine(file, "a test")) {
            Samples.start(store, RUN, 1);
            store.journal().intend(Samples.intent(RUN, 0, 7));
        }
        try (var store = SqliteStore.openForEngine(file, "a test")) {
            assertThat(store.runs().find(RUN).orElseThrow().activeSeconds()).isEqualTo(7);
            store.runs().status(RUN, RunStatus.RUNNING, null, NOON.plusSeconds(5000));
            store.runs().status(RUN, RunStatus.HALTED, null, NOON.plusSeconds(5003));
            assertThat(store.runs().find(RUN).orElseThrow().activeSeconds()).isEqualTo(10);
            assertThat(accepted(store)).isEmpty();
        }
    }

    private static List<AcceptedRow> accepted(Store store) {
        var rows = new ArrayList<AcceptedRow>();
        store.runs().forEachAccepted(RUN, rows::add);
        return rows;
    }
}
