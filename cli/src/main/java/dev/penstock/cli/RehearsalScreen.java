package dev.penstock.cli;

import dev.penstock.cli.rehearse.Rehearsal;
import dev.penstock.engine.Figures;
import dev.penstock.item.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How a rehearsal went, for people and for programs.
final class RehearsalScreen {
    private static final int INDENT = 20;

    private final int width;
    private final Palette palette;

    RehearsalScreen(int width, Palette palette) {
        this.width = width;
        this.palette = palette;
    }

    /// @param again the command that plays it again
    List<String> render(Rehearsal.Result result, String again) {
        var lines = new ArrayList<String>();
        lines.addAll(head(result));
        lines.add("");
        lines.addAll(proof(result));
        lines.addAll(figures(result));
        lines.addAll(problems(result));
        lines.add("");
        lines.add("  Play it again:  " + TerminalText.oneLine(again));
        return lines;
    }

    private List<String> head(Rehearsal.Result result) {
        var plan = result.plan();
        var lines = new ArrayList<String>();
        lines.add("  " + palette.warning("SIMULATED") + "  rehearsal of "
                + palette.strong(TerminalText.oneLine(plan.task())) + ", scenario "
                + TerminalText.oneLine(plan.scenario().name()) + ": no key, no cost");
        lines.addAll(row(" ", "Records", Figures.plural(plan.items(), "item") + " "
                + TerminalText.oneLine(result.records()) + "; at most " + result.inFlight() + " calls in flight"));
        lines.addAll(row(" ", "Killed", Figures.plural(result.end().kills(), "time") + " with kill -9"
                + (result.end().kills() < plan.kills() ? "; the run was over before the next" : "")));
        return lines;
    }

    private List<String> proof(Rehearsal.Result result) {
        var reckoning = result.reckoning();
        var items = reckoning.verification().totals().items();
        var lines = new ArrayList<String>();
        lines.addAll(check(items.pending() == 0 && items.accountedFor(), "items lost", items.pending(),
                Figures.count(items.total()) + " = " + Figures.count(items.accepted()) + " accepted + "
                        + Figures.count(items.deadLettered()) + " dead-lettered + " + Figures.count(items.pending())
                        + " pending"));
        lines.addAll(check(reckoning.boughtTwice() == 0, "bought twice", reckoning.boughtTwice(),
                reckoning.boughtTwice() == 0
                        ? "no journaled reply was paid for again"
                        : "journaled replies were good, and paid for again"));
        lines.addAll(check(reckoning.inFlight() <= result.inFlightAtMost(), "unconfirmed", reckoning.inFlight(),
                "in flight at the kills; at most " + Figures.count(result.inFlightAtMost()) + " possible"
                        + lostReplies(reckoning.lostReplies())));
        lines.addAll(row(sign(reckoning.verification().holds()), "ledger = books", ledger(result)));
        return lines;
    }

    private static String lostReplies(long lost) {
        return lost == 0 ? "" : "; " + Figures.count(lost) + " more replies were lost on the wire";
    }

    private static String ledger(Rehearsal.Result result) {
        var verification = result.reckoning().verification();
        var books = verification.books();
        if (!verification.holds() || books == null) {
            return "they differ, see below";
        }
        return Figures.plural(books.calls(), "call") + ", " + tokens(books.booked()) + ", equal call by call";
    }

    private static String tokens(Usage usage) {
        return Figures.count(usage.input()) + " tokens in, " + Figures.count(usage.output()) + " out";
    }

    private List<String> figures(Rehearsal.Result result) {
        var lines = new ArrayList<>(row(" ", "requests", String.format(Locale.ROOT,
                "%.2f per item; %.2f without those in flight at the kills", perItem(result, 0),
                perItem(result, result.reckoning().inFlight()))));
        lines.addAll(row(" ", "time", Figures.seconds(result.took().toMillis()) + ", of it "
                + Figures.seconds(result.end().down().toMillis()) + " between a kill and the next call; the rest is "
                + String.format(Locale.ROOT, "%.2f", result.againstOracle()) + " times what an oracle needs that knows"
                + " the quota (" + Figures.seconds(result.oracle().toMillis()) + ")"));
        return lines;
    }

    private List<String> problems(Rehearsal.Result result) {
        var lines = new ArrayList<String>();
        result.reckoning().verification().problems().forEach(problem -> lines.addAll(problem(problem)));
        if (result.reckoning().verification().totals().items().pending() > 0) {
            lines.add("");
            lines.add("  The run ended with exit code " + result.end().exitCode() + ":");
            result.said().lines().forEach(line -> lines.add("    " + TerminalText.oneLine(line)));
        }
        return lines;
    }

    private List<String> problem(String problem) {
        var lines = new ArrayList<String>();
        Columns.wrap(TerminalText.oneLine(problem), width - 4)
                .forEach(line -> lines.add("  " + (lines.isEmpty() ? sign(false) : " ") + " " + line));
        return lines;
    }

    private List<String> check(boolean holds, String what, long number, String how) {
        return row(sign(holds), String.format(Locale.ROOT, "%-12s %,5d", what, number), how);
    }

    private String sign(boolean holds) {
        return holds ? palette.good("✓") : palette.bad("✖");
    }

    private List<String> row(String sign, String label, String text) {
        var lines = new ArrayList<String>();
        Columns.wrap(TerminalText.oneLine(text), width - INDENT - 4)
                .forEach(line -> lines
                        .add("  " + (lines.isEmpty() ? sign + " " + Columns.pad(label, INDENT) : " ".repeat(2 + INDENT))
                                + line));
        return lines;
    }

    private static double perItem(Rehearsal.Result result, long aside) {
        var sent = result.reckoning().verification().totals().attempts().sent() - aside;
        return sent / (double) result.plan().items();
    }

    static ObjectNode json(Rehearsal.Result result) {
        var plan = result.plan();
        var reckoning = result.reckoning();
        var items = reckoning.verification().totals().items();
        var node = JsonNodeFactory.instance.objectNode()
                .put("simulated", true)
                .put("task", plan.task())
                .put("scenario", plan.scenario().name())
                .put("seed", plan.seed())
                .put("kills", result.end().kills())
                .put("holds", result.holds());
        node.putObject("items")
                .put("total", items.total())
                .put("accepted", items.accepted())
                .put("deadLettered", items.deadLettered())
                .put("pending", items.pending());
        node.put("lost", items.pending())
                .put("boughtTwice", reckoning.boughtTwice())
                .put("unconfirmed", reckoning.inFlight())
                .put("inFlightAtMost", result.inFlightAtMost())
                .put("lostReplies", reckoning.lostReplies())
                .put("requestsPerItem", Math.round(1000 * perItem(result, 0)) / 1000.0)
                .put("seconds", seconds(result.took()))
                .put("downSeconds", seconds(result.end().down()))
                .put("oracleSeconds", seconds(result.oracle()));
        reckoning.verification().problems().forEach(node.putArray("problems")::add);
        return node;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
