package dev.penstock.server.console;

import dev.penstock.engine.Csv;
import dev.penstock.engine.Figures;
import dev.penstock.engine.LetterRows;
import dev.penstock.engine.Reviewer;
import dev.penstock.server.access.Needs;
import dev.penstock.server.api.Bulk;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The queue of dead letters: filters, groups, and decisions about many.
final class DeadLettersPage {
    private final Site site;
    private final Bulk bulk;

    DeadLettersPage(Site site) {
        this.site = site;
        this.bulk = new Bulk(site.serving());
    }

    List<Route> routes() {
        return List.of(
                LetterQuery.described(Site.page("/dead-letters"))
                        .query("cursor", "string", "The last one of the page before")
                        .query("did", "string", "The one that was decided just now")
                        .needs(Needs.VIEWER)
                        .says("The queue of dead letters")
                        .handledBy(this::show),
                LetterQuery.described(Route.get("/dead-letters/export"))
                        .query("format", "string", "`csv` or `jsonl`")
                        .needs(Needs.VIEWER)
                        .says("The queue as a file")
                        .answers(200, "The file")
                        .forPeople()
                        .handledBy(this::export),
                Route.post("/dead-letters/confirm")
                        .needs(Needs.REVIEWER)
                        .says("Shows what a decision about many would do")
                        .takesForm()
                        .answersWith(200, "What is asked for, to be confirmed", "text/html")
                        .forPeople()
                        .handledBy(this::confirm),
                Route.post("/dead-letters/decide")
                        .needs(Needs.REVIEWER)
                        .says("Decides about many")
                        .takesForm()
                        .answersWith(200, "What became of them", "text/html")
                        .answersWith(409, "Their number changed; to be confirmed again", "text/html")
                        .answersWith(422, "Their number was not typed; to be confirmed again", "text/html")
                        .startsWork()
                        .forPeople()
                        .handledBy(this::decide));
    }

    private Answer show(Call call) {
        var serving = site.serving();
        var list = LetterList.of(serving.records(), LetterQuery.ofAddress(call), call.query("cursor"),
                serving.project().registry().tasks().stream().sorted().toList(), serving.clock().instant());
        var did = call.query("did") == null
                ? ""
                : Told.ofDecision(serving.records(), String.valueOf(call.query("did")));
        return site.show(call, "deadletters", Place.DEAD_LETTERS.title(), Place.DEAD_LETTERS,
                Map.of("list", list, "did", did));
    }

    private Answer export(Call call) {
        var filter = LetterQuery.ofAddress(call).filter(site.serving().clock().instant());
        var rows = new LetterRows(true);
        var records = site.serving().records();
        if ("csv".equals(call.query("format"))) {
            return Answer.download("text/csv; charset=utf-8", "dead-letters.csv", out -> {
                out.accept(Csv.line(rows.headings()));
                records.forEach(filter, found -> out.accept(Csv.line(rows.cells(found))));
            });
        }
        return Answer.download("application/x-ndjson", "dead-letters.jsonl",
                out -> records.forEach(filter, found -> out.accept(rows.json(found))));
    }

    private Answer confirm(Call call) {
        return ask(200, call, batch(call));
    }

    private Answer ask(int status, Call call, Batch batch) {
        return site.show(status, call, "batch", batch.title(), Place.DEAD_LETTERS, Map.of("batch", batch));
    }

    private Answer decide(Call call) {
        var batch = batch(call);
        var seen = call.field("count");
        if (!seen.equals(String.valueOf(batch.count()))) {
            return ask(409, call, batch.because("It was about " + seen + ", and is about " + batch.count()
                    + " now: somebody decided meanwhile. Nothing was changed."));
        }
        if (batch.typed() && !call.field("typed").strip().equals(seen)) {
            return ask(422, call, batch.because("Type " + seen + ", the number of dead letters, to confirm."));
        }
        if (batch.count() > Bulk.MOST) {
            return ask(422, call,
                    batch.because("At most " + Figures.count(Bulk.MOST) + " at once: narrow the filter."));
        }
        var by = new Reviewer(call.caller().name(), batch.note().isBlank() ? null : batch.note());
        var tally = bulk.decide(batch.selected(), action(batch), by);
        return site.show(call, "batchdone", batch.title(), Place.DEAD_LETTERS,
                Map.of("batch", batch, "tally", tally));
    }

    private static Bulk.Action action(Batch batch) {
        return switch (batch.action()) {
            case "retry" -> new Bulk.Action.Retry(batch.pinned());
            case "recheck" -> new Bulk.Action.Recheck();
            default -> new Bulk.Action.Discard();
        };
    }

    private Batch batch(Call call) {
        var query = LetterQuery.ofForm(call);
        var until = until(call);
        return Batch.of(call, query, until, site.serving().records().select(query.ofStatus("open").filter(until)));
    }

    private static Instant until(Call call) {
        try {
            return Instant.ofEpochMilli(Long.parseLong(call.field("until")));
        } catch (NumberFormatException _) {
            throw new Refusal(ProblemType.BAD_REQUEST, "the form does not say when its list was shown");
        }
    }
}
