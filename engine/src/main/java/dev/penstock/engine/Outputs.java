package dev.penstock.engine;

import dev.penstock.ledger.PriceTable;
import dev.penstock.store.AcceptedRow;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.RunRow;
import dev.penstock.store.Store;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// Writes a run's output folder: a projection of the store, in input order.
final class Outputs {
    private static final JsonMapper JSON = new JsonMapper();

    private final Store store;
    private final SampleStore samples;
    private final PriceTable prices;

    Outputs(Store store, SampleStore samples, PriceTable prices) {
        this.store = store;
        this.samples = samples;
        this.prices = prices;
    }

    /// Writes all three files.
    ///
    /// @return the report
    ObjectNode write(RunRow run, Path folder) {
        var report = report(run);
        var files = new OutputFolder(folder);
        try {
            files.write(OutputFolder.ACCEPTED, out -> accepted(run, text -> line(out, text)));
            files.write(OutputFolder.DEAD_LETTERS, out -> deadLetters(run, text -> line(out, text)));
            files.write(OutputFolder.REPORT, out -> line(out, report.toPrettyString()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the outputs to " + folder
                    + "; nothing is lost, write them elsewhere with: penstock export " + run.id()
                    + " --output DIR", e);
        }
        return report;
    }

    /// The lines of `accepted.jsonl`, in input order.
    void accepted(RunRow run, Consumer<String> line) {
        store.runs().forEachAccepted(run.id(), row -> line.accept(accepted(row)));
    }

    /// The lines of `dead-letters.jsonl`, in input order.
    void deadLetters(RunRow run, Consumer<String> line) {
        store.deadLetters().forEachOpen(run.id(), row -> line.accept(deadLetter(row)));
    }

    /// What `report.json` says.
    ObjectNode report(RunRow run) {
        return RunReport.of(run, store.runs().totals(run.id()), store.runs().answerers(run.id()),
                samples.tally(run.id()), prices);
    }

    private static String accepted(AcceptedRow row) {
        var line = JSON.createObjectNode().put("id", row.itemId());
        line.putRawValue("output", new RawValue(row.output()));
        line.set("meta", OutcomeJson.meta(Outcomes.meta(row)));
        return JSON.writeValueAsString(line);
    }

    private String deadLetter(DeadLetterRow row) {
        var line = JSON.createObjectNode()
                .put("id", row.item().id())
                .put("reason", row.reason())
                .put("detail", row.detail());
        line.putRawValue("input", new RawValue(row.item().record()));
        var attempts = line.putArray("attempts");
        var stored = store.journal().attempts(row.item().runId(), row.item().seq());
        stored.forEach(attempt -> attempts.add(AttemptJson.of(attempt)));
        line.put("deadLetter", row.id());
        if (stored.isEmpty()) {
            line.set("evidence", AttemptJson.evidence(row.evidence()));
        }
        return JSON.writeValueAsString(line);
    }

    private static void line(BufferedWriter out, String text) {
        try {
            out.write(text);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
