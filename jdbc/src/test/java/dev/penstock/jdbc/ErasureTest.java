package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.NOON;
import static dev.penstock.jdbc.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Evidence;
import dev.penstock.item.Failure;
import dev.penstock.item.Item;
import dev.penstock.item.Purpose;
import dev.penstock.provider.Body;
import dev.penstock.provider.Exchange;
import dev.penstock.store.Conclusion;
import dev.penstock.store.DeadLetters;
import dev.penstock.store.Erasure.Erased;
import dev.penstock.store.Erasure.Held;
import dev.penstock.store.InputPosition;
import dev.penstock.store.NewItem;
import dev.penstock.store.RunStatus;
import dev.penstock.store.RunTotals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is forgotten is in no byte of the store's files, and every number stays.
class ErasureTest {
    private static final String CANARY = "CANARY-4711";

    @TempDir
    Path folder;
    private SqliteStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.openForEngine(file(), "a test");
        Samples.start(store, RUN, 0);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void erasesAnAcceptedItemAndKeepsItsNumbers() throws IOException {
        add(0, "a");
        store.journal().accept(useful(reply(0)), "{\"text\":\"" + CANARY + "\"}", NOON);
        store.runs().status(RUN, RunStatus.COMPLETE, null, NOON);
        var before = store.runs().totals(RUN);
        assertThat(bytes()).contains(CANARY);

        assertThat(forget(0)).isEqualTo(new Erased(1, 0, 0, 0, false));

        assertThat(bytes()).doesNotContain(CANARY);
        assertThat(store.runs().totals(RUN)).isEqualTo(before);
        assertThat(store.runs().contradictions(RUN)).isEmpty();
        store.runs().forEachAccepted(RUN, row -> {
            assertThat(row.output()).isEqualTo("null");
            assertThat(row.flags()).contains("forgotten");
            assertThat(row.usage()).isEqualTo(Samples.USAGE);
        });
    }

    @Test
    void discardsADeadLetterWithItsEvidenceAndWhatPeopleWroteAboutIt() throws IOException {
        add(0, "a");
        bury(0);
        store.journal().reopen(RUN, List.of(0L), null, Samples.by("ana", "because of " + CANARY));
        bury(0);
        assertThat(bytes()).contains(CANARY);
        var before = store.runs().totals(RUN);

        assertThat(forget(0)).isEqualTo(new Erased(2, 2, 2, 1, true));

        assertThat(bytes()).doesNotContain(CANARY);
        assertThat(store.runs().totals(RUN).items()).isEqualTo(new RunTotals.Items(1, 0, 0, 1, 0));
        assertThat(store.runs().totals(RUN).costUsd()).isEqualTo(before.costUsd());
        assertThat(store.runs().totals(RUN).nonRetryable()).isEqualTo(before.nonRetryable());
        assertThat(store.runs().contradictions(RUN)).isEmpty();
        var letter = store.deadLetters().list(new DeadLetters.Filter(RUN, null, null, "discarded"), 9).getFirst();
        assertThat(store.deadLetters().reviews(letter.id())).singleElement().satisfies(review -> {
            assertThat(review.actor()).isEqualTo("bo");
            assertThat(review.reason()).isEqualTo("forgotten");
        });
    }

    @Test
    void discardsAnItemThatWaitsAndKeepsWhatWasInFlightBooked() throws IOException {
        add(0, "a");
        add(1, "b");
        store.journal().intend(intent(0, 1));
        reply(1);

        assertThat(forget(0).discarded()).isTrue();
        assertThat(forget(1)).isEqualTo(new Erased(1, 1, 0, 0, true));

        assertThat(bytes()).doesNotContain(CANARY);
        assertThat(store.journal().pending(RUN, -1, 9)).isEmpty();
        assertThat(store.runs().totals(RUN).attempts()).isEqualTo(new RunTotals.Attempts(2, 2, 2));
        assertThat(store.runs().contradictions(RUN)).isEmpty();
    }

    @Test
    void leavesAnItemThatWaitsToTheEngineThatWorksOnIt() {
        add(0, "a");
        try (var beside = SqliteStore.open(file())) {
            assertThat(beside.erasure().erase(RUN, 0, Samples.by("bo", null))).isEmpty();
        }
        assertThat(store.journal().pendingItem(RUN, 0)).get()
                .satisfies(item -> assertThat(item.item().record()).contains(CANARY));
    }

    @Test
    void worksBesideARunningEngineOnWhatIsFinished() throws IOException {
        add(0, "a");
        store.journal().accept(useful(reply(0)), "{\"text\":\"" + CANARY + "\"}", NOON);
        try (var beside = SqliteStore.open(file())) {
            assertThat(beside.erasure().erase(RUN, 0, Samples.by("bo", null))).isPresent();
            assertThat(beside.erasure().settle()).isTrue();
        }
        assertThat(bytes()).doesNotContain(CANARY);
    }

    @Test
    void retentionLeavesNoByteOfABodyAndUsesItsRoomAgain() throws IOException {
        acceptWithBodies(0, 60);
        reopen();
        assertThat(bytes()).contains(CANARY);
        long before = Files.size(file());

        assertThat(store.runs().dropBodies(NOON.plusSeconds(3600))).isEqualTo(60);

        assertThat(bytes()).doesNotContain(CANARY);
        acceptWithBodies(60, 110);
        reopen();
        assertThat(Files.size(file())).isLessThanOrEqualTo(before);
        assertThat(store.runs().totals(RUN).confirmedUsage().input())
                .isEqualTo(110 * Samples.USAGE.input());
    }

    @Test
    void findsEveryUseOfAnIdAndNothingElse() {
        add(0, "7");
        add(1, "7");
        add(2, "77");
        add(3, "7#x");
        add(4, "7#6");
        Samples.start(store, "other", 0);
        store.journal().addItems("other", List.of(item("other", 0, "7")), new InputPosition(1, 1, 1, true), NOON);

        assertThat(store.erasure().find("7", null, null)).extracting(Held::runId, Held::itemId)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(RUN, "7"),
                        org.assertj.core.groups.Tuple.tuple(RUN, "7#2"),
                        org.assertj.core.groups.Tuple.tuple("other", "7"));
        assertThat(store.erasure().find("7", "other", null)).hasSize(1);
        assertThat(store.erasure().find("7", null, "other-task")).isEmpty();
        assertThat(store.erasure().find("8", null, null)).isEmpty();
    }

    @Test
    void forgettingAgainFindsNothingLeft() {
        add(0, "a");
        bury(0);
        forget(0);
        var forgottenAt = store.erasure().find("a", null, null).getFirst().forgottenAt();

        assertThat(forget(0)).isEqualTo(new Erased(0, 0, 0, 1, false));
        assertThat(store.erasure().find("a", null, null).getFirst().forgottenAt()).isEqualTo(forgottenAt).isNotNull();
    }

    private void acceptWithBodies(int from, int to) {
        for (int seq = from; seq < to; seq++) {
            store.journal()
                    .addItems(RUN, List.of(Samples.item(RUN, seq, "item-" + seq)),
                            new InputPosition(seq + 1, seq + 1, seq + 1, true), NOON);
            store.journal().accept(Samples.useful(reply(seq), RUN, seq), "{}", NOON);
        }
    }

    private void reopen() {
        store.close();
        store = SqliteStore.openForEngine(file(), "a test");
    }

    private Erased forget(long seq) {
        var erased = store.erasure().erase(RUN, seq, Samples.by("bo", "forgotten")).orElseThrow();
        assertThat(store.erasure().settle()).isTrue();
        return erased;
    }

    private void add(long seq, String id) {
        store.journal()
                .addItems(RUN, List.of(item(RUN, seq, id)), new InputPosition(seq + 1, seq + 1, seq + 1, true), NOON);
    }

    private static NewItem item(String run, long seq, String id) {
        return new NewItem(new Item(run, seq, seq + 1, id, "{\"text\":\"" + CANARY + "x".repeat(5_000) + "\"}"), null);
    }

    private static dev.penstock.store.AttemptIntent intent(long seq, int n) {
        return Samples.intent(RUN, seq, n);
    }

    private long reply(long seq) {
        int n = store.journal().attempts(RUN, seq).size() + 1;
        long attempt = store.journal().intend(intent(seq, n));
        store.journal()
                .received(attempt, new Exchange.Received(200, Map.of("x-echo", List.of(CANARY)),
                        Body.of(CANARY + "y".repeat(9_000)), false, Duration.ofMillis(5)), NOON);
        return attempt;
    }

    private static Conclusion useful(long attempt) {
        return Samples.useful(attempt, RUN, 0);
    }

    private void bury(long seq) {
        var failure = new Failure.SchemaMismatch("not " + CANARY,
                List.of(new Evidence("schema", "enum", "/a", CANARY + " is not allowed", CANARY)));
        var conclusion = new Conclusion(reply(seq), RUN, seq, Purpose.REJECTED, failure, List.of(), "end_turn",
                Samples.USAGE, Samples.COST, null, "{\"a\":\"" + CANARY + "\"}");
        store.journal().deadLetter(conclusion, failure, NOON);
    }

    private Path file() {
        return folder.resolve("penstock.db");
    }

    private String bytes() throws IOException {
        var all = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (var path : files.toList()) {
                all.append(Files.readString(path, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
