package dev.penstock.server.console;

import dev.penstock.engine.Reviewer;
import dev.penstock.server.access.Needs;
import dev.penstock.server.api.RunControl;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import dev.penstock.store.RunRow;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/// One run: its numbers, its items, and what an operator can do about it.
public final class RunPage {
    private static final String JSON_LINES = "application/x-ndjson";

    private final Site site;
    private final RunControl control;

    RunPage(Site site) {
        this.site = site;
        this.control = new RunControl(site.serving());
    }

    List<Route> routes() {
        return List.of(
                Site.page("/runs/{run}")
                        .needs(Needs.VIEWER)
                        .says("A run")
                        .query("tab", "string", "`batches`, `items`, `failures`, `attempts`, `cost` or `events`")
                        .query("status", "string", "Items: `pending`, `accepted`, `dead` or `discarded`")
                        .query("failed", "boolean", "Attempts: only those that failed")
                        .query("done", "string", "What was just done")
                        .paged()
                        .handledBy(call -> show(call, 200, "")),
                download("accepted.jsonl").says("Its accepted outputs").handledBy(this::accepted),
                download("dead-letters.jsonl").says("Its open dead letters").handledBy(this::deadLetters),
                download("report.json").says("Its report").handledBy(this::report),
                action("cancel").says("Ends it; its id is typed, so that nobody ends another").handledBy(this::cancel),
                action("resume").says("Goes on with it").handledBy(this::resume),
                action("retry").says("Puts its dead letters back to work").handledBy(this::retry));
    }

    private static Route.Builder download(String file) {
        return Route.get("/runs/{run}/" + file)
                .needs(Needs.VIEWER)
                .answersWith(200, "The file as it would be written now", "application/octet-stream")
                .forPeople();
    }

    private static Route.Builder action(String what) {
        return Route.post("/runs/{run}/" + what)
                .needs(Needs.OPERATOR)
                .takesForm()
                .answers(303, "Done; see the run")
                .forPeople();
    }

    private Answer show(Call call, int status, String problem) {
        var run = control.run(call.path("run"));
        var model = new HashMap<String, Object>();
        model.put("view", RunView.of(site.serving(), run));
        model.put("tab", tab(call, run));
        model.put("problem", problem);
        model.put("done", call.query("done") == null ? "" : done(call.query("done")));
        return site.show(status, call, "run", "Run " + run.id(), Place.RUNS, model);
    }

    /// Links say which sentence, never the sentence itself.
    private static String done(String what) {
        return switch (what) {
            case "cancel" -> "It ends: calls in flight come back, pending items stay pending.";
            case "resume" -> "It goes on.";
            case "retry" -> "Its dead letters are back at work.";
            default -> "";
        };
    }

    private RunTab tab(Call call, RunRow run) {
        var records = site.serving().records();
        var name = call.query("tab") == null ? RunTab.first(run) : call.query("tab");
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "items" ->
                RunTab.items(records, run, call.query("status"), call.query("cursor"), call.limit(RunTab.PAGE));
            case "attempts" -> RunTab.attempts(records, run, call.flag("failed"), call.query("cursor"),
                    call.limit(RunTab.PAGE));
            case "cost" -> RunTab.cost(records.numbers(run));
            case "events" -> RunTab.events(site.serving(), run);
            case "failures" -> new RunTab.Failures();
            case "batches" -> RunTab.batches(records, run, site.serving().clock().instant());
            default -> throw new Refusal(ProblemType.BAD_REQUEST,
                    "tab must be one of batches, items, failures, attempts, cost, events");
        };
    }

    private Answer accepted(Call call) {
        var run = control.run(call.path("run"));
        return Answer.download(JSON_LINES, run.id() + "-accepted.jsonl",
                line -> site.serving().records().accepted(run, line));
    }

    private Answer deadLetters(Call call) {
        var run = control.run(call.path("run"));
        return Answer.download(JSON_LINES, run.id() + "-dead-letters.jsonl",
                line -> site.serving().records().deadLetters(run, line));
    }

    private Answer report(Call call) {
        var run = control.run(call.path("run"));
        var report = site.serving().records().report(run.id());
        return Answer.download("application/json", run.id() + "-report.json",
                line -> line.accept(report.toPrettyString()));
    }

    private Answer cancel(Call call) {
        var run = control.run(call.path("run"));
        if (!call.field("confirm").strip().equals(run.id())) {
            return show(call, 422, "Nothing was cancelled: type the id of this run, " + run.id() + ", to cancel it.");
        }
        control.cancel(run, call.caller());
        return back(run, "cancel");
    }

    private Answer resume(Call call) {
        var run = control.run(call.path("run"));
        var budget = call.field("budget").strip();
        control.resume(run, RunControl.usd(budget.isEmpty() ? null : budget));
        return back(run, "resume");
    }

    private Answer retry(Call call) {
        var run = control.run(call.path("run"));
        control.retryDead(run, call.field("prompt").equals("pinned"), new Reviewer(call.caller().name(), null));
        return back(run, "retry");
    }

    private static Answer back(RunRow run, String done) {
        return Answer.seeOther("/runs/" + run.id() + "?done=" + done);
    }
}
