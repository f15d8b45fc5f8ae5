package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.NOON;
import static dev.penstock.jdbc.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Item;
import dev.penstock.store.IdempotencyKeys;
import dev.penstock.store.IdempotencyKeys.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Idempotency keys in every store.
abstract class IdempotencyContract extends StoreContract {
    private static final IdempotencyKeys.Key KEY = new IdempotencyKeys.Key("ana triage", "k-1", "f1");
    private static final String INPUT = "{\"ticket\":\"x\"}";
    private static final Duration KEPT = Duration.ofHours(24);

    @Test
    void theFirstClaimAddsTheItemAndALaterOneIsToldOfIt() {
        Samples.start(store, RUN, 0);

        var first = claim(KEY, "one", NOON);
        assertThat(first).isEqualTo(new Claim("f1", RUN, "one", new Item(RUN, 0, 1, "one", INPUT)));
        assertThat(claim(new IdempotencyKeys.Key("ana triage", "k-1", "f2"), "two", NOON))
                .isEqualTo(new Claim("f1", RUN, "one", null));
        assertThat(store.idempotencyKeys().find(KEY, NOON.minus(KEPT))).contains(new Claim("f1", RUN, "one", null));
        assertThat(store.runs().item(RUN, "two")).isEmpty();
    }

    @Test
    void theSameKeyInAnotherScopeIsAnotherKey() {
        Samples.start(store, RUN, 0);

        claim(KEY, "one", NOON);
        assertThat(claim(new IdempotencyKeys.Key("bo triage", "k-1", "f1"), "two", NOON).added()).isNotNull();
    }

    @Test
    void anItemThatIsThereAlreadyIsNotAddedAgain() {
        Samples.start(store, RUN, 0);
        store.journal().addItem(RUN, "one", INPUT);

        assertThat(claim(KEY, "one", NOON)).isEqualTo(new Claim("f1", RUN, "one", null));
        assertThat(store.runs().items(RUN, null, -1, 9)).hasSize(1);
    }

    @Test
    void aKeyIsTakenAnewWhenItsTimeIsOver() {
        Samples.start(store, RUN, 0);
        claim(KEY, "one", NOON);

        var nextDay = NOON.plus(KEPT).plusMillis(1);
        assertThat(store.idempotencyKeys().find(KEY, nextDay.minus(KEPT))).isEmpty();
        assertThat(claim(KEY, "two", nextDay))
                .isEqualTo(new Claim("f1", RUN, "two", new Item(RUN, 1, 2, "two", INPUT)));
        assertThat(store.idempotencyKeys().dropBefore(nextDay)).isZero();
        assertThat(store.idempotencyKeys().dropBefore(nextDay.plusMillis(1))).isEqualTo(1);
    }

    @Test
    void ofFiftyClaimsAtOnceOneAddsTheItem() throws Exception {
        Samples.start(store, RUN, 0);
        var claims = new ArrayList<Future<Claim>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                var id = "item-" + i;
                claims.add(threads.submit(() -> claim(KEY, id, NOON)));
            }
        }

        assertThat(claims).filteredOn(claim -> claim.resultNow().added() != null).hasSize(1);
        assertThat(claims).extracting(claim -> claim.resultNow().itemId())
                .containsOnly(claims.getFirst().resultNow().itemId());
        assertThat(store.runs().items(RUN, null, -1, 99)).hasSize(1);
    }

    private Claim claim(IdempotencyKeys.Key key, String item, Instant now) {
        return store.idempotencyKeys().claim(key, RUN, item, INPUT, now, now.minus(KEPT));
    }
}
