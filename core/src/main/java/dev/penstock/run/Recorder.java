package dev.penstock.run;

import dev.penstock.store.AttemptIntent;
import dev.penstock.store.Conclusion;
import java.time.Duration;
import java.time.Instant;
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
        public void accepted(long seq) {}

        @Override
        public void deadLettered(long seq, String reason) {}

        @Override
        public void unusable(int records) {}

        @Override
        public void left(long seq) {}

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
    void accepted(long seq);

    /// An item became a dead letter.
    void deadLettered(long seq, String reason);

    /// Records of the input became dead letters as they were read: they are no items that anything could be asked about.
    void unusable(int records);

    /// Nothing more is done for an item now, whatever became of it; if it is pending, it waits for a person, another engine or a
    /// next batch.
    void left(long seq);

    /// A sample was kept.
    void sampled();

    /// A booked attempt.
    ///
    /// @param begun when its item was taken up, by the clock of people; never after it was sent
    /// @param latency from sent to reply
    /// @param timed whether a whole reply came to a call of its own, so that its latency tells how fast the model is
    record Booked(AttemptIntent intent, Conclusion conclusion, Instant begun, Duration latency, boolean timed) {}
}
