package dev.penstock.engine;

import dev.penstock.prompt.Prompt;
import dev.penstock.store.RunRow;
import dev.penstock.store.Store;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Ids of runs: made, checked, found.
public final class RunIds {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int RANDOM_LETTERS = 6;
    private static final int SUGGESTED = 5;

    private RunIds() {}

    /// `r_` and six letters that cannot be misread.
    public static String random() {
        return "r_" + new SecureRandom().ints(RANDOM_LETTERS, 0, ALPHABET.length())
                .mapToObj(i -> String.valueOf(ALPHABET.charAt(i)))
                .collect(Collectors.joining());
    }

    static String checked(String id) {
        if (!ALLOWED.matcher(id).matches()) {
            throw new CannotStartException("run id '" + id + "' is not allowed",
                    "allowed: 1 to 64 letters, digits, - and _, starting with a letter or a digit");
        }
        return id;
    }

    /// @throws CannotStartException if there is none; it names the newest there are
    static RunRow find(Store store, String id) {
        return store.runs().find(id).orElseThrow(() -> {
            var known = store.runs().list(SUGGESTED).stream().map(RunRow::id).collect(Collectors.joining(", "));
            return new CannotStartException("there is no run '" + id + "'",
                    known.isEmpty() ? "no run was started in this project yet" : "the newest are: " + known);
        });
    }

    /// The same id must mean the same work.
    static void refuseOtherWork(RunRow run, Prompt prompt, InputFile input) {
        refuseOther(run, "task", run.task(), prompt.task());
        refuseOther(run, "model", run.model(), prompt.settings().call().model());
        if (!run.inputHash().equals(input.hash())) {
            refuseOther(run, "input", run.input(), input.path() + ", whose content is another");
        }
    }

    private static void refuseOther(RunRow run, String what, String before, String now) {
        if (!before.equals(now)) {
            throw new CannotStartException("run " + run.id() + " exists with another " + what + ": it has " + before
                    + ", this has " + now, "use another --run-id, or leave it out");
        }
    }
}
