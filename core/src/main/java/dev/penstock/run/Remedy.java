package dev.penstock.run;

import dev.penstock.item.Failure.AccountBlocked;
import dev.penstock.ledger.Budget;
import dev.penstock.ledger.DayBudget;

/// Tells the operator in one sentence what happened and what to do about it.
final class Remedy {
    private static final String RESUME = ", then resume";

    private Remedy() {}

    /// The same for a run that another endpoint carries on: nothing needs to be resumed.
    static String whileTheRunGoesOn(String remedy) {
        return remedy.replace(RESUME, "");
    }

    /// @param task that asks for the model
    static String of(AccountBlocked failure, Account account, String model, String task) {
        var name = account.name();
        var file = "prompts/" + task + "/task.yaml";
        return name + ": " + withoutStop(failure.detail()) + "; " + switch (failure.cause()) {
            case KEY_REFUSED -> "its key is refused: put a valid one into " + account.keyPlace() + RESUME;
            case NO_CREDIT ->
                "nothing is left to pay with, or a spend limit is reached: add credit or raise the limit of"
                        + " this account at the provider" + RESUME;
            case NOT_ALLOWED -> "its key may not use model '" + model + "', which " + file
                    + " names: allow it at the provider" + RESUME + "; or name another model and start a new run";
            case NO_MODEL ->
                "it has no model '" + model + "', which " + file + " names: correct it and start a new run;"
                        + " or, if the model is right, mend endpoints." + name + ".base-url" + RESUME;
        };
    }

    /// For the wall around a run's money.
    static String of(Budget.Exhausted used, String runId) {
        return "budget: $" + used.spentUsd().toPlainString() + " of $" + used.limitUsd().toPlainString()
                + " is spent, the next call could cost $" + used.neededUsd().toPlainString()
                + "; go on with a larger one: penstock resume " + runId + " --budget USD";
    }

    /// For a wall that moves by itself at midnight.
    static String of(DayBudget.Exhausted used, Account account) {
        return account.name() + ": $" + used.spentUsd().toPlainString() + " of today's budget of $"
                + used.limitUsd().toPlainString() + " (UTC day) is spent, the next call could cost $"
                + used.neededUsd().toPlainString() + "; it begins afresh at 00:00 UTC, in "
                + used.untilNext().toHours() + " h " + used.untilNext().toMinutesPart()
                + " min: resume then, or raise endpoints." + account.name()
                + ".budget.day-usd in penstock.yaml and resume";
    }

    /// For what only time or the provider can mend.
    static String of(String why, Account account) {
        return account.name() + ": " + why + "; look at the provider's status page and at endpoints." + account.name()
                + ".base-url" + RESUME;
    }

    /// Providers end their sentences, and this one goes on.
    private static String withoutStop(String detail) {
        return detail.endsWith(".") ? detail.substring(0, detail.length() - 1) : detail;
    }
}
