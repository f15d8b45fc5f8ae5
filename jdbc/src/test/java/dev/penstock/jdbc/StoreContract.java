package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.NOON;
import static dev.penstock.jdbc.Samples.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Purpose;
import dev.penstock.item.Usage;
import dev.penstock.store.AcceptedRow;
import dev.penstock.store.RunStatus;
import dev.penstock.store.Store;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store must do.
abstract class StoreContract {
    Store store;

    abstract Store openStore();

    @BeforeEach
    void open() {
        store = openStore();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void takesItemsStraightToAccepted() {
        Samples.start(store, RUN, 3);
        for (int seq = 0; seq < 3; seq++) {
            Samples.accept(store, RUN, seq);
        }
        store.runs().status(RUN, RunStatus.COMPLETE, null, NOON.plusSeconds(90));

        var accepted = new ArrayList<AcceptedRow>();
        store.runs().forEachAccepted(RUN, accepted::add);

        assertThat(accepted).extracting(AcceptedRow::itemId).containsExactly("item-0", "item-1", "item-2");
        assertThat(accepted.getFirst().output()).isEqualTo("{\"n\":0}");
        assertThat(accepted.getFirst().usage()).isEqualTo(Samples.USAGE);
        assertThat(accepted.getFirst().costUsd()).isEqualByComparingTo(Samples.COST);
        assertThat(store.runs().totals(RUN).items().accepted()).isEqualTo(3);
        assertThat(store.runs().totals(RUN).usage()).containsEntry(Purpose.USEFUL, new Usage(300, 60, 120, 0, 0));
        assertThat(store.runs().contradictions(RUN)).isEmpty();
        assertThat(store.runs().find(RUN).orElseThrow().activeSeconds()).isEqualTo(90);
    }
}
