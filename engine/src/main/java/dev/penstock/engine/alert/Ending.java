package dev.penstock.engine.alert;

import dev.penstock.limit.HaltedException;
import dev.penstock.run.RunEnd;
import dev.penstock.store.AlertRow.Figure;
import dev.penstock.store.AlertRow.Subject;
import dev.penstock.store.RunStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A run does not go on by itself, or came to nothing. It stays so until somebody goes on with the run.
record Ending(How how) implements Rule {
    private static final List<String> SILENCED_BY_A_HALT = List.of(CallShare.Part.NON_RETRYABLE.rule,
            CallShare.Part.RETRYABLE.rule, DeadLetterShare.NAME, NoProgress.NAME);

    /// The ways.
    enum How {
        /// Nothing can succeed at the endpoint until a person acts: key, account, quota, model.
        ENDPOINT_HALTED("endpoint-halted", "a person must act: key, account, quota, model"),
        /// A stop rule of the task paused the run instead of spending the rest.
        RUN_PAUSED("run-paused", "a stop rule paused the run"),
        /// The run came to its end, and not one item of it was accepted.
        ZERO_ACCEPTED("zero-accepted", "a run came to its end with nothing accepted"),
        /// The run broke off.
        RUN_BROKEN("run-broken", "a run broke off with an internal error");

        private final String rule;
        private final String when;

        How(String rule, String when) {
            this.rule = rule;
            this.when = when;
        }
    }

    @Override
    public String name() {
        return how.rule;
    }

    @Override
    public Severity severity() {
        return Severity.CRITICAL;
    }

    @Override
    public String when() {
        return how.when;
    }

    @Override
    public boolean stands(int level) {
        return true;
    }

    @Override
    public boolean silences(Subject mine, String other, Subject theirs) {
        return switch (how) {
            case ENDPOINT_HALTED -> SILENCED_BY_A_HALT.contains(other) && mine.endpoint() != null
                    && mine.endpoint().equals(theirs.endpoint());
            case RUN_PAUSED, ZERO_ACCEPTED -> other.equals(DeadLetterShare.NAME) && mine.task().equals(theirs.task());
            case RUN_BROKEN -> false;
        };
    }

    @Override
    public List<Reading> read(Picture picture) {
        return picture.runs().stream().map(this::read).toList();
    }

    private Reading read(Moment now) {
        return found(now).orElseGet(() -> Reading.quiet(now.subject()));
    }

    private Optional<Reading> found(Moment now) {
        long pending = now.vitals().progress().pending();
        return switch (how) {
            case ENDPOINT_HALTED -> Optional.ofNullable(whyHalted(now))
                    .map(why -> happened(now, "halted by " + why
                            + "; " + Words.items(pending) + " pending", Words.resume(now.run())));
            case RUN_PAUSED -> whyPaused(now).map(why -> happened(now, "paused: " + why + "; " + Words.items(pending)
                    + " pending", Words.deadLetters(now.run())));
            case ZERO_ACCEPTED -> now.complete() ? zeroAccepted(now) : Optional.empty();
            case RUN_BROKEN -> now.standing() instanceof Standing.Broke(var what)
                    ? Optional.of(happened(now, "broke off with an internal error (" + what
                            + "); what it paid for is kept, " + Words.items(pending) + " pending",
                            Words.resume(now.run())))
                    : Optional.empty();
        };
    }

    private static @Nullable String whyHalted(Moment now) {
        boolean halted = now.standing() instanceof Standing.Ended(RunEnd end)
                && end.halt() == HaltedException.Cause.ENDPOINT;
        var endpoint = now.vitals().endpoint();
        if (endpoint.halted() && now.vitals().progress().pending() > 0 && (halted || now.atWork())) {
            return now.run().endpoint() + ": " + endpoint.why();
        }
        return halted && now.standing() instanceof Standing.Ended(RunEnd end) ? end.why() : null;
    }

    private static Optional<String> whyPaused(Moment now) {
        return now.standing() instanceof Standing.Ended(RunEnd end) && end.status() == RunStatus.PAUSED
                ? Optional.ofNullable(end.why())
                : Optional.empty();
    }

    private static Optional<Reading> zeroAccepted(Moment now) {
        var progress = now.vitals().progress();
        return progress.total() == 0 || progress.accepted() > 0
                ? Optional.empty()
                : Optional.of(Reading.happened(now.subject(), new Figure(0, 1, progress.total()),
                        "none of " + Words.items(progress.total()) + " accepted" + Words.top(progress.deadLetters()),
                        Words.deadLetters(now.run())));
    }

    private static Reading happened(Moment now, String summary, String next) {
        return Reading.happened(now.subject(), Figure.happened(now.vitals().progress().finished()), summary, next);
    }
}
