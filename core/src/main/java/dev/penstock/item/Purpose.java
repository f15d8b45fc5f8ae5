package dev.penstock.item;

import java.util.Locale;

/// What the money of one attempt was spent on. Every attempt has exactly one purpose once its item is finished;
/// until then it counts as [#RETRY], or [#REPAIR] if a check failed.
public enum Purpose {
    /// Its reply is the accepted output.
    USEFUL,
    /// It failed, and another call followed.
    RETRY,
    /// Its reply failed a check, and the model was asked again.
    REPAIR,
    /// It led to the dead letter.
    REJECTED,
    /// It judged another reply.
    JUDGE,
    /// Its usage is unknown (lost reply, malformed 200): booked at the reserved estimate.
    UNCONFIRMED;

    /// The name used in reports and stores: `useful`, `retry`, ...
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The purpose with this label.
    ///
    /// @throws IllegalArgumentException if there is none
    public static Purpose of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
