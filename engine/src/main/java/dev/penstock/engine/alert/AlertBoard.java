package dev.penstock.engine.alert;

import dev.penstock.store.AlertLog;
import dev.penstock.store.AlertLog.Delivery;
import dev.penstock.store.AlertRow;
import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.AlertRow.State;
import dev.penstock.store.AlertRow.Subject;
import java.util.List;

/// How alerts stand, for people: a page, a screen.
///
/// @param firing oldest first
/// @param pending what is so, but not for long enough; oldest first
/// @param fired the last that fired, the latest first, those that still fire among them
/// @param rules all there are, also those that are quiet or off
/// @param deliveries the last messages, the latest first
public record AlertBoard(List<AlertRow> firing, List<AlertRow> pending, List<AlertRow> fired, List<RuleLine> rules,
        List<Delivery> deliveries) {
    private static final int LAST = 50;

    public AlertBoard {
        firing = List.copyOf(firing);
        pending = List.copyOf(pending);
        fired = List.copyOf(fired);
        rules = List.copyOf(rules);
        deliveries = List.copyOf(deliveries);
    }

    /// A rule, and what it sees.
    ///
    /// @param severity `info`, `warning` or `critical`
    /// @param on false when it is switched off
    /// @param when it fires, such as `over 5% of 50 or more items in 15 min`
    /// @param current what it is judged by right now; empty outside a working engine, and where nothing can be judged
    public record RuleLine(String name, String severity, boolean on, String when, List<Current> current) {
        public RuleLine {
            current = List.copyOf(current);
        }
    }

    /// What a rule sees of one subject right now.
    ///
    /// @param enough whether there are samples enough to judge by
    /// @param items ids of the items behind the figure, the worst first; never stored, never sent
    public record Current(Subject subject, Figure figure, boolean enough, List<String> items) {
        public Current {
            items = List.copyOf(items);
        }
    }

    /// Reads what is stored.
    public static AlertBoard of(AlertLog log, List<RuleLine> rules) {
        var open = log.open();
        return new AlertBoard(open.stream().filter(alert -> alert.state() == State.FIRING).toList(),
                open.stream().filter(alert -> alert.state() == State.PENDING).toList(), log.fired(LAST), rules,
                log.deliveries(LAST));
    }
}
