package dev.penstock.server.api;

import dev.penstock.engine.Reviewer;
import dev.penstock.engine.RunHandle;
import dev.penstock.server.access.Caller;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.store.RunRow;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What operators do to runs, whichever way they ask.
public record RunControl(Serving serving) {
    private static final Pattern USD = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,12})?");

    /// The run of this id.
    ///
    /// @throws Refusal if there is none
    public RunRow run(String id) {
        return Found.run(serving, id);
    }

    /// Whether an engine works on it here.
    public boolean atWork(RunRow run) {
        return serving.engine().atWork(run.id()).isPresent() || serving.generations().isOpen(run.id());
    }

    /// Ends a run: calls in flight end, pending items stay pending.
    ///
    /// @throws Refusal if it is not at work
    public RunHandle cancel(RunRow run, Caller by) {
        var handle = serving.engine()
                .atWork(run.id())
                .orElseThrow(() -> new Refusal(ProblemType.RUN_NOT_AT_WORK, run.takesGenerations()
                        ? run.id() + " is a day of generations; it ends by itself"
                        : run.id() + " is " + run.status().label()));
        handle.cancel("cancelled by " + by.name());
        return handle;
    }

    /// Goes on with a run.
    ///
    /// @param budgetUsd the whole run's from here on; null to keep the one it has
    /// @throws Refusal if it is at work
    public RunHandle resume(RunRow run, @Nullable BigDecimal budgetUsd) {
        if (atWork(run)) {
            throw new Refusal(ProblemType.RUN_AT_WORK, run.id() + " is at work");
        }
        var handle = serving.engine().resume(run.id(), budgetUsd, null);
        serving.log().watch(handle);
        return handle;
    }

    /// Puts all open dead letters of a run back to work, except lines that are no usable record.
    ///
    /// @param pinned with the prompt version of the run instead of today's
    /// @return what the caller should know, one sentence each
    /// @throws Refusal if it is at work
    public List<String> retryDead(RunRow run, boolean pinned, Reviewer by) {
        if (!run.takesGenerations() && atWork(run)) {
            throw new Refusal(ProblemType.RUN_AT_WORK, run.id() + " is at work; retry when it has ended");
        }
        return new Retrying(serving).retry(run, null, pinned, by);
    }

    /// An amount of dollars that somebody gave.
    ///
    /// @return null when none was given
    /// @throws Refusal if it is no such amount
    public static @Nullable BigDecimal usd(@Nullable String text) {
        if (text != null && !USD.matcher(text).matches()) {
            throw new Refusal(ProblemType.BAD_REQUEST, "budget must be an amount of dollars such as 25 or 0.50");
        }
        return text == null ? null : new BigDecimal(text);
    }
}
