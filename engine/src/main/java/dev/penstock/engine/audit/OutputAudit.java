package dev.penstock.engine.audit;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.InputRecords;
import dev.penstock.store.NewItem;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import tools.jackson.databind.JsonNode;

/// Runs a task's checks over outputs that a team already has: no key, no cost, no store. Reads the file once, in memory
/// that does not grow with it.
public final class OutputAudit {
    private static final int LOOKED_AT_FIRST = 100;
    private static final int MAX_RECORD_BYTES = 16 << 20;

    private final AuditRequest request;
    private final Tally tally;
    private final LongConsumer progress;

    private OutputAudit(AuditRequest request, Consumer<AuditFinding> findings, LongConsumer progress) {
        this.request = request;
        this.tally = new Tally(request.examples(), findings);
        this.progress = progress;
    }

    /// Judges every row.
    ///
    /// @param findings gets each finding as it is made, in the order of the file
    /// @param progress gets the number of rows judged so far, after each
    /// @throws CannotStartException if the file cannot be read, holds no record, or no field of it holds the outputs
    public static AuditReport run(AuditRequest request, Consumer<AuditFinding> findings, LongConsumer progress) {
        try (var records = InputRecords.open(request.file(), request.format(), MAX_RECORD_BYTES)) {
            return new OutputAudit(request, findings, progress).run(records);
        }
    }

    private AuditReport run(InputRecords records) {
        var first = records.peek(LOOKED_AT_FIRST);
        refuseOtherFiles(first);
        var rows = first.stream().filter(item -> item.failure() == null).map(OutputAudit::row).toList();
        var shape = ShapeFinder.of(rows, request.names());
        boolean json = !request.expectation().known() && looksLikeJson(shape.reply(), rows);
        var judge = new RowJudge(request.expectation().checks(json), !request.expectation().known());
        boolean complete = judgeAll(records, shape, judge);
        return tally.report(new AuditReport.Reading(shape.reply().field(),
                shape.input() == null ? null : shape.input().text(), json, complete));
    }

    /// @return whether that was all of the file
    private boolean judgeAll(InputRecords records, RowShape shape, RowJudge judge) {
        for (var item = records.next(); item != null; item = records.next()) {
            if (limitReached()) {
                return false;
            }
            judge(item, shape, judge);
        }
        return true;
    }

    private boolean limitReached() {
        return request.limit() != null && tally.rows() >= request.limit();
    }

    private void judge(NewItem item, RowShape shape, RowJudge judge) {
        var failure = item.failure();
        if (failure != null) {
            tally.unreadable(item.item().line(), failure);
            return;
        }
        var row = row(item);
        var reply = shape.reply().in(row);
        var input = shape.input(row);
        tally.judged(item.item().line(), shape.id(row), reply.output(), input, judge.judge(reply, input));
        progress.accept(tally.rows());
    }

    private static JsonNode row(NewItem item) {
        return FieldPath.JSON.readTree(item.item().record());
    }

    /// Whether most of the first outputs are JSON or start like it.
    private static boolean looksLikeJson(ReplyPlace place, List<JsonNode> rows) {
        var outputs = rows.stream().map(place::in).filter(RowReply::present).map(RowReply::output).toList();
        long json = outputs.stream().filter(OutputAudit::startsLikeJson).count();
        return 2 * json > outputs.size();
    }

    private static boolean startsLikeJson(JsonNode output) {
        var text = output.isString() ? output.stringValue().strip() : "";
        return output.isContainer() || text.startsWith("{") || text.startsWith("[{") || text.startsWith("[\"")
                || text.startsWith("```json");
    }

    private void refuseOtherFiles(List<NewItem> first) {
        if (first.isEmpty()) {
            throw new CannotStartException(request.file() + " has no rows", "nothing was judged");
        }
        var opening = first.getFirst();
        if (opening.failure() != null && opensDocument(row(opening).asString("").strip())) {
            throw new CannotStartException(request.file() + " is one JSON document, not one object per line",
                    "change it: jq -c '.[]' FILE > rows.jsonl");
        }
        if (opening.failure() != null && first.stream().allMatch(item -> item.failure() != null)) {
            throw new CannotStartException("none of the first " + first.size() + " lines of " + request.file()
                    + " is a record; " + opening.failure().detail(), "for CSV with another file name: --format csv");
        }
    }

    private static boolean opensDocument(String line) {
        return line.startsWith("[") || line.equals("{");
    }
}
