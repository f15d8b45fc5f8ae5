package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.store.AlertLog.Delivery;
import dev.penstock.store.AlertRow;
import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.AlertRow.State;
import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.AlertRow.Times;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What somebody was told, in every store.
abstract class AlertLogContract extends StoreContract {
    private static final Subject TASK = new Subject("ticket-triage", null, "claude", "m", true);

    @Test
    void givesBackAnAlertAsKeptAndInPlaceOfWhatItWas() {
        store.alerts().keep(alert("one", State.PENDING, NOON, null, null));
        var firing = alert("one", State.FIRING, NOON, NOON.plusSeconds(60), null);
        store.alerts().keep(firing);

        assertThat(store.alerts().open()).containsExactly(firing);
        assertThat(store.alerts().fired(9)).containsExactly(firing);
    }

    @Test
    void theSameMatterAnotherTimeIsAnotherAlertAndTheLatestComesFirst() {
        var first = alert("one", State.RESOLVED, NOON, NOON.plusSeconds(1), NOON.plusSeconds(600));
        var again = alert("one", State.FIRING, NOON.plusSeconds(900), NOON.plusSeconds(900), null);
        store.alerts().keep(first);
        store.alerts().keep(again);
        store.alerts().keep(alert("two", State.PENDING, NOON.plusSeconds(901), null, null));

        assertThat(store.alerts().open()).extracting(AlertRow::fingerprint).containsExactly("one", "two");
        assertThat(store.alerts().fired(9)).containsExactly(again, first);
        assertThat(store.alerts().fired(1)).containsExactly(again);
    }

    @Test
    void dropsWhatCameToNothingAndWhatIsLongOver() {
        var pending = alert("one", State.PENDING, NOON, null, null);
        store.alerts().keep(pending);
        store.alerts().drop(pending);
        store.alerts().keep(alert("two", State.RESOLVED, NOON, NOON, NOON.plusSeconds(10)));
        store.alerts().delivered(new Delivery(NOON, "hooks.slack.com", "FIRING two", "it answers 500, 3 times"));

        assertThat(store.alerts().open()).isEmpty();
        assertThat(store.alerts().dropBefore(NOON.plusSeconds(10))).isZero();
        assertThat(store.alerts().dropBefore(NOON.plusSeconds(11))).isEqualTo(1);
        assertThat(store.alerts().fired(9)).isEmpty();
        assertThat(store.alerts().deliveries(9)).isEmpty();
    }

    @Test
    void remembersWhatBecameOfMessages() {
        var arrived = new Delivery(NOON, "hooks.slack.com", "FIRING dead-letters: ticket-triage", null);
        var lost = new Delivery(NOON.plusSeconds(1), "example.com", "FIRING budget: ticket-triage", "it answers 500");
        store.alerts().delivered(arrived);
        store.alerts().delivered(lost);

        assertThat(store.alerts().deliveries(9)).containsExactly(lost, arrived);
        assertThat(store.alerts().deliveries(1)).containsExactly(lost);
    }

    private static AlertRow alert(String fingerprint, State state, Instant since, @Nullable Instant fired,
            @Nullable Instant resolved) {
        return new AlertRow(fingerprint, "dead-letters", "critical", TASK, state,
                new Times(since, fired, since.plusSeconds(60), fired, resolved), 1, new Figure(0.091, 0.05, 412),
                "9.1% of 412 items dead-lettered", "penstock dead-letters list --task ticket-triage");
    }
}
