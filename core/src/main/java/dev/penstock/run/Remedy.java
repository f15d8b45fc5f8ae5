package dev.penstock.run;

import dev.penstock.item.Failure.AccountBlocked;

/// Tells the operator in one sentence what happened and what to do about it.
final class Remedy {
    private Remedy() {}

    /// @param task that asks for the model
    static String of(AccountBlocked failure, Account account, String model, String task) {
        var name = account.name();
        var file = "prompts/" + task + "/task.yaml";
        return name + ": " + failure.detail() + "; " + switch (failure.cause()) {
            case KEY_REFUSED -> "its key is refused: put a valid one into " + account.keyPlace() + ", then resume";
            case NO_CREDIT ->
                "nothing is left to pay with, or a spend limit is reached: add credit or raise the limit of"
                        + " this account at the provider, then resume";
            case NOT_ALLOWED -> "its key may not use model '" + model + "', which " + file
                    + " names: allow it at the provider, then resume; or name another model and start a new run";
            case NO_MODEL ->
                "it has no model '" + model + "', which " + file + " names: correct it and start a new run;"
                        + " or, if the model is right, mend endpoints." + name + ".base-url, then resume";
        };
    }

    /// For what only time or the provider can mend.
    static String of(String why, Account account) {
        return account.name() + ": " + why + "; look at the provider's status page and at endpoints." + account.name()
                + ".base-url, then resume";
    }
}
