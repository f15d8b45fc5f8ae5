package dev.penstock.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.item.Usage;
import dev.penstock.provider.Message;
import dev.penstock.store.SampleNumbers;
import dev.penstock.store.SampleRow;
import dev.penstock.store.SampleText;
import dev.penstock.store.SampledItem;
import dev.penstock.store.Samples.Filter;
import dev.penstock.store.Samples.Judgement;
import dev.penstock.store.Samples.Tally;
import dev.penstock.store.StoreException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteSamplesTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final String SECRET = "CANARY-Müller";

    @TempDir
    Path folder;
    private SqliteSamples samples;

    @BeforeEach
    void open() {
        samples = SqliteSamples.open(file());
    }

    @AfterEach
    void close() {
        samples.close();
    }

    @Test
    void givesBackASampleAsKept() {
        var numbers = new SampleNumbers("claude", "claude-haiku-4-5", "sha256:1", 2, "accepted", List.of("check:a"),
                "end_turn", new Usage(10, 5, 2, 1, 1), new BigDecimal("0.000012000000"), 33);
        samples.choose(item(1), 10, NOON);
        samples.keep(item(1), text("hello"), numbers, NOON);

        var row = samples.list(Filter.all(), 9).getFirst();
        assertThat(row).isEqualTo(new SampleRow(row.id(), item(1), text("hello"), numbers, NOON, null));
        assertThat(row.id()).matches("s_[a-z2-7]{8}");
        assertThat(samples.find(row.id())).contains(row);
        assertThat(samples.find("s_other")).isEmpty();
    }

    @Test
    void keepsNothingThatWasNotChosen() {
        samples.keep(item(1), text("hello"), numbers("accepted"), NOON);

        assertThat(samples.list(Filter.all(), 9)).isEmpty();
    }

    @Test
    void keepsTheFirstEndOfAnItemAndAnotherOneOfAnotherRound() {
        keep(1, "first");
        samples.keep(item(1), text("second"), numbers("accepted"), NOON);
        var retried = new SampledItem("r", 1, 3, "item-1", "t");
        samples.choose(retried, 10, NOON);
        samples.keep(retried, text("third"), numbers("accepted"), NOON);

        assertThat(samples.list(Filter.all(), 9)).extracting(SampleRow::text)
                .containsExactly(text("third"), text("first"));
    }

    @Test
    void choosesNoMoreThanTheDaysShareAcrossThreadsAndRestarts() {
        var chosen = new AtomicInteger();
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                int seq = i;
                workers.execute(() -> chosen.addAndGet(samples.choose(item(seq), 25, NOON) ? 1 : 0));
            }
        }
        assertThat(chosen).hasValue(25);

        reopen();
        assertThat(samples.choose(item(999), 25, NOON)).isFalse();
        assertThat(samples.choose(new SampledItem("r", 1, 0, "x", "other-task"), 25, NOON)).isTrue();
        assertThat(samples.choose(item(999), 25, Instant.parse("2026-11-24T23:59:59.999Z"))).isFalse();
        assertThat(samples.choose(item(999), 25, Instant.parse("2026-11-25T00:00:00Z"))).isTrue();
    }

    @Test
    void anItemChosenByAnEngineThatDiedIsStillChosenAndCountsOnce() {
        assertThat(samples.choose(item(1), 1, NOON)).isTrue();
        assertThat(samples.choose(item(1), 1, NOON)).isTrue();
        assertThat(samples.choose(item(2), 1, NOON)).isFalse();
    }

    @Test
    void keepsEveryVerdictAndCountsTheNewestOfAcceptedReplies() {
        keep(1, "a");
        keep(2, "b");
        samples.choose(item(3), 10, NOON);
        samples.keep(item(3), text("c"), numbers("placeholder"), NOON);
        var ids = samples.list(Filter.all(), 9).reversed().stream().map(SampleRow::id).toList();

        assertThat(samples.judge(ids.get(0), new Judgement(true, "ana", null, NOON))).isTrue();
        assertThat(samples.judge(ids.get(0), new Judgement(false, "bo", "wrong", NOON.plusSeconds(1)))).isTrue();
        assertThat(samples.judge(ids.get(2), new Judgement(false, "bo", null, NOON))).isTrue();
        assertThat(samples.judge("s_other", new Judgement(true, "ana", null, NOON))).isFalse();

        assertThat(samples.judgements(ids.get(0))).extracting(Judgement::actor).containsExactly("ana", "bo");
        assertThat(samples.tally(Filter.all())).isEqualTo(new Tally(3, 1, 1));
        assertThat(samples.judgedSince(NOON.plusSeconds(1))).containsExactly(Map.entry("t", new Tally(1, 1, 1)));
        assertThat(samples.judgedSince(NOON.plusSeconds(2))).isEmpty();
        assertThat(samples.tally(Filter.ofRun("other"))).isEqualTo(Tally.NONE);
        assertThat(samples.list(new Filter("r", "t", true), 9)).extracting(SampleRow::id).containsExactly(ids.get(1));
    }

    @Test
    void listsPageByPageNewestFirst() {
        keep(1, "a");
        keep(2, "b");
        keep(3, "c");
        var ids = samples.list(Filter.all(), 9).stream().map(SampleRow::id).toList();

        assertThat(samples.page(Filter.all(), null, 2)).extracting(SampleRow::id).isEqualTo(ids.subList(0, 2));
        assertThat(samples.page(Filter.all(), ids.get(1), 2)).extracting(SampleRow::id).containsExactly(ids.get(2));
        assertThat(samples.page(Filter.all(), "nope", 2)).isEmpty();
    }

    @Test
    void leavesNoByteOfWhatItErased() throws IOException {
        for (int i = 0; i < 50; i++) {
            keep(i, SECRET + " " + "x".repeat(3_000));
        }
        var judged = samples.list(Filter.all(), 1).getFirst().id();
        samples.judge(judged, new Judgement(false, "ana", "quotes " + SECRET, NOON));
        reopen();
        assertThat(bytes()).contains(SECRET);
        long before = Files.size(file());

        assertThat(samples.eraseBefore(NOON)).isZero();
        assertThat(samples.eraseBefore(NOON.plusMillis(1))).isEqualTo(50);

        assertThat(bytes()).doesNotContain(SECRET).doesNotContain("item-1");
        assertThat(Files.size(file())).isLessThan(before / 2);
        assertThat(samples.find(judged).orElseThrow().text()).isNull();
        assertThat(samples.tally(Filter.all())).isEqualTo(new Tally(50, 1, 1));
    }

    @Test
    void neverKeepsAnItemThatWasErasedWhileItWasAtWork() throws IOException {
        samples.choose(item(1), 10, NOON);
        samples.erase("r", 1);
        samples.keep(item(1), text(SECRET), numbers("accepted"), NOON);

        assertThat(samples.choose(item(1), 10, NOON)).isFalse();
        assertThat(bytes()).doesNotContain(SECRET);
    }

    @Test
    void isForItsOwnersEyesOnlyAndKeepsItsSeed() throws IOException {
        long seed = samples.seed();
        reopen();

        assertThat(samples.seed()).isEqualTo(seed);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
        try (var other = SqliteSamples.open(folder.resolve("other.db"))) {
            assertThat(other.seed()).isNotEqualTo(seed);
        }
    }

    @Test
    void refusesTheMainStoreAndOtherFiles() throws IOException {
        SqliteStore.openForEngine(folder.resolve("main.db"), "a test").close();
        Files.writeString(folder.resolve("text.db"), "not a database, but a text of some length ".repeat(100));

        assertThatThrownBy(() -> SqliteSamples.open(folder.resolve("main.db"))).isInstanceOf(StoreException.class)
                .hasMessageContaining("samples.store");
        assertThatThrownBy(() -> SqliteSamples.open(folder.resolve("text.db"))).isInstanceOf(StoreException.class);
    }

    private void keep(long seq, String reply) {
        samples.choose(item(seq), 1_000, NOON);
        samples.keep(item(seq), text(reply), numbers("accepted"), NOON.plus(Duration.ofSeconds(1)));
    }

    private static SampledItem item(long seq) {
        return new SampledItem("r", seq, 0, "item-" + seq, "t");
    }

    private static SampleText text(String reply) {
        return new SampleText("be brief", List.of(Message.user("one"), Message.assistant("two")), reply);
    }

    private static SampleNumbers numbers(String verdict) {
        return new SampleNumbers("claude", "claude-haiku-4-5", "sha256:1", 1, verdict, List.of(), null, null,
                BigDecimal.ZERO, 33);
    }

    private Path file() {
        return folder.resolve("samples.db");
    }

    private void reopen() {
        samples.close();
        samples = SqliteSamples.open(file());
    }

    /// Everything on disk: the file and its log.
    private String bytes() throws IOException {
        var all = new ArrayList<String>();
        try (var files = Files.list(folder)) {
            for (var path : files.filter(path -> path.getFileName().toString().startsWith("samples.db")).toList()) {
                all.add(Files.readString(path, java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
        return new String(String.join("", all).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), UTF_8);
    }
}
