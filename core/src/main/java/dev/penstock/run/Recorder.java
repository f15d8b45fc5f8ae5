package dev.penstock.run;

import dev.penstock.store.AttemptIntent;
import dev.penstock.store.Conclusion;
import java.time.Duration;
import java.util.List;

/// Is told what becomes of a run's items, for metrics and traces: each thing once, when the store has it, by the thread that
/// did it. An implementation must neither block nor throw.
public interface Recorder {
    /// Takes no notice.
    Recorder NONE = new Recorder() {
        @Override
        public void booked(Booked attempt) {}

        @Override
        public void lost(List<AttemptIntent> attempts) {}

        @Override
        public void waited(Endpoint endpoint, Duration time) {}

        @Override
        public void accepted() {}

        @Override
        public void deadLettered(String reason, int items) {}

        @Override
        public void sampled() {}
    };

    /// An attempt has come to its conclusion, in this engine or after one that died.
    void booked(Booked attempt);

    /// Attempts that an earlier engine left in flight were booked as unconfirmed, at what was reserved for them.
    void lost(List<AttemptIntent> attempts);

    /// A call had to wait so long until its endpoint let it through.
    void waited(Endpoint endpoint, Duration time);

    /// An item was accepted.
    void accepted();

    /// Items became dead letters.
    void deadLettered(String reason, int items);

    /// A sample was kept.
    void sampled();

    /// A booked attempt.
    ///
    /// @param latency from sent to reply
    /// @param timed whether a whole reply came to a call of its own, so that its latency tells how fast the model is
    record Booked(AttemptIntent intent, Conclusion conclusion, Duration latency, boolean timed) {}
}
