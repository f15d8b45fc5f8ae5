package dev.penstock.engine.alert;

import dev.penstock.store.AlertRow.Subject;
import java.time.Duration;
import java.util.List;

/// One thing worth telling. Pure: what it reads depends on nothing but the picture.
public sealed interface Rule permits Ending, TakenOver, BudgetShare, NoProgress, DeadLetterShare, CallShare,
        LatencyTail, TokensPerRequest, Quality, ReviewBacklog, SampleStoreFailing, BatchWait {
    /// The name in settings, logs and webhooks, such as `dead-letters`.
    String name();

    Severity severity();

    /// When it fires, in words, such as `over 5% of 50 or more items in 15 min`.
    String when();

    /// How long it must be so before somebody is told.
    default Duration lasting() {
        return Duration.ZERO;
    }

    /// Whether it is told at the end of its run however long it was so: the run has no more time in which it could last.
    default boolean firesAtTheEnd() {
        return false;
    }

    /// Whether it stays so, once it is, until somebody goes on with the run.
    ///
    /// @param level as read
    default boolean stands(int level) {
        return false;
    }

    /// Whether another rule has nothing to add while this one fires.
    ///
    /// @param mine what this one is about
    /// @param other the other rule's name
    /// @param theirs what that one is about
    default boolean silences(Subject mine, String other, Subject theirs) {
        return false;
    }

    /// What it sees of each subject, also where all is well.
    List<Reading> read(Picture picture);
}
