package dev.penstock.cli.demo;

import dev.penstock.cli.demo.Stage.Tone;
import dev.penstock.engine.Verification;
import dev.penstock.simulator.FaultKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The demo's numbers as lines.
final class NightScreen {
    private static final String INDENT = "       ";
    private static final int LABEL = 11;

    private final Stage stage;

    NightScreen(Stage stage) {
        this.stage = stage;
    }

    /// What the loop everyone writes says, and what is true.
    List<String> naive(Truth truth, int items) {
        var lines = new ArrayList<String>();
        lines.add(row("It says", "succeeded " + count(items - truth.lost()) + " of " + count(items)));
        lines.add(row("In truth", stage.paint(Tone.BAD, count(truth.badItems()) + " of those are bad")
                + ", and nobody was told:"));
        lines.addAll(twoColumns(truth.bad()));
        lines.add(row("", stage.paint(Tone.BAD, count(truth.lost()) + " tickets have no answer at all") + "; "
                + count(truth.hopeless()) + " hopeless requests were sent " + count(truth.hopelessCalls()) + " times"));
        lines.add(row("It paid", usd(truth.paidUsd()) + ", of it " + usd(truth.wastedUsd())
                + " for replies that nobody can use"));
        return lines;
    }

    private List<String> twoColumns(Map<FaultKind, Integer> bad) {
        var entries = bad.entrySet()
                .stream()
                .sorted(Map.Entry.<FaultKind, Integer>comparingByValue().reversed())
                .toList();
        var rows = (entries.size() + 1) / 2;
        var lines = new ArrayList<String>();
        for (var i = 0; i < rows; i++) {
            var left = cell(entries.get(i));
            lines.add(row("", i + rows < entries.size() ? left + cell(entries.get(i + rows)) : left).stripTrailing());
        }
        return lines;
    }

    private static String cell(Map.Entry<FaultKind, Integer> entry) {
        return String.format(Locale.ROOT, "%,5d  %-31s", entry.getValue(), Faults.words(entry.getKey()));
    }

    /// What Penstock did about each of the bad replies.
    List<String> named(Naming naming) {
        var lines = new ArrayList<String>();
        lines.add(stage.paint(Tone.FAINT, INDENT + String.format("%-31s%6s  %9s  %8s  %11s", "What was wrong", "bad",
                "recovered", "repaired", "to a person")));
        naming.content()
                .entrySet()
                .stream()
                .sorted(Comparator.comparingInt((Map.Entry<FaultKind, Naming.Fate> entry) -> entry.getValue().items())
                        .reversed())
                .forEach(entry -> lines.add(fate(Faults.words(entry.getKey()), entry.getValue(), true)));
        lines.add(stage.paint(Tone.STRONG, fate("", naming.contentSum(), false)));
        return lines;
    }

    private static String fate(String what, Naming.Fate fate, boolean reasons) {
        var why = reasons ? "  " + fate.dead().keySet().stream().collect(Collectors.joining(", ")) : "";
        return (INDENT + String.format(Locale.ROOT, "%-31s%,6d  %9s  %8s  %11s", what, fate.items(),
                some(fate.recovered()), some(fate.repaired()), some(fate.deadItems())) + why).stripTrailing();
    }

    private static String some(int items) {
        return items == 0 ? "·" : count(items);
    }

    /// What holds, held against the right answers and the simulator's books.
    List<String> proof(Naming naming, Verification verification) {
        var items = verification.totals().items();
        var hopeless = naming.byKind()
                .entrySet()
                .stream()
                .filter(entry -> entry.getKey().family() == FaultKind.Family.HOPELESS)
                .mapToInt(entry -> entry.getValue().items())
                .sum();
        var lines = new ArrayList<String>();
        lines.add(INDENT + "and " + count(hopeless)
                + " requests that can never succeed, each sent once and dead-lettered");
        lines.add("");
        lines.add(check(naming.wrongAccepted() == 0, "nothing bad got in",
                count(naming.accepted()) + " accepted, "
                        + (naming.wrongAccepted() == 0 ? "each" : count(naming.wrongAccepted()) + " of them not")
                        + " equal to the right answer, field by field"));
        lines.add(check(items.accountedFor() && items.pending() == 0 && naming.needlessDead() == 0, "nothing got lost",
                count(items.total()) + " = " + count(items.accepted()) + " accepted + " + count(items.deadLettered())
                        + " dead letters, each with its reason"));
        lines.add(check(verification.holds(), "ledger = books",
                verification.holds() ? booked(verification) : verification.problems().getFirst()));
        return lines;
    }

    private static String booked(Verification verification) {
        var books = verification.books();
        if (books == null) {
            return "";
        }
        return count(books.calls()) + " calls, " + count(books.booked().input()) + " tokens in, "
                + count(books.booked().output()) + " out, equal call by call"
                + (books.unconfirmedCalls() == 0 ? "" : "; " + books.unconfirmedCalls() + " lost replies booked apart");
    }

    /// Whether everything the proof says holds.
    static boolean holds(Naming naming, Verification verification) {
        var items = verification.totals().items();
        return naming.wrongAccepted() == 0 && naming.needlessDead() == 0 && verification.holds() && items.accountedFor()
                && items.pending() == 0;
    }

    private String check(boolean holds, String what, String how) {
        var sign = holds ? stage.paint(Tone.GOOD, "✓") : stage.paint(Tone.BAD, "✖");
        return "     " + sign + " " + String.format("%-20s", what) + how;
    }

    private static String row(String label, String text) {
        return INDENT + String.format("%-" + LABEL + "s", label) + text;
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String usd(BigDecimal amount) {
        return String.format(Locale.ROOT, "$%,.2f", amount);
    }
}
