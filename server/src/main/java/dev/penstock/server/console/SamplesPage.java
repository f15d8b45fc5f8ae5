package dev.penstock.server.console;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.SampleReview;
import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import dev.penstock.store.SampleRow;
import dev.penstock.store.Samples.Filter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Samples: full prompts and replies kept at random, and what people say about them. Nobody sees what others said about one
/// before they said something themselves.
public final class SamplesPage {
    private static final int PAGE = 25;

    private final Site site;

    SamplesPage(Site site) {
        this.site = site;
    }

    List<Route> routes() {
        return List.of(
                Site.page("/samples")
                        .needs(Needs.VIEWER)
                        .says("Samples, newest first")
                        .query("task", "string", "Only those of a task")
                        .query("run", "string", "Only those of a run")
                        .query("unjudged", "boolean", "Only those that nobody judged yet")
                        .paged()
                        .handledBy(this::list),
                Site.page("/samples/{sample}")
                        .needs(Needs.VIEWER)
                        .says("One sample, to be judged")
                        .query("task", "string", "Of which task the next one is")
                        .query("done", "string", "What was just said about the one before")
                        .handledBy(this::show),
                Route.post("/samples/{sample}/judge")
                        .needs(Needs.REVIEWER)
                        .says("Says whether a sample is good, and goes on to the next")
                        .takesForm()
                        .answers(303, "The next one that nobody judged")
                        .forPeople()
                        .handledBy(this::judge));
    }

    private Answer list(Call call) {
        var filter = new Filter(given(call, "run"), given(call, "task"), call.flag("unjudged"));
        int limit = call.limit(PAGE);
        var model = new HashMap<String, Object>();
        model.put("filter", filter);
        model.put("tasks", site.serving().project().registry().tasks().stream().sorted().toList());
        model.put("caller", call.caller().name());
        model.put("now", site.serving().clock().instant());
        try (var samples = site.serving().records().samples()) {
            var rows = samples.page(filter, call.query("cursor"), limit + 1);
            var shown = rows.stream().limit(limit).toList();
            model.put("rows", shown);
            model.put("next", rows.size() > limit ? Optional.of(shown.getLast().id()) : Optional.empty());
            model.put("counts", JudgedShare.of(samples.tally(new Filter(filter.runId(), filter.task(), false))));
            model.put("unjudged", next(samples, filter.task(), ""));
            return site.show(call, "samples", Place.SAMPLES.title(), Place.SAMPLES, model);
        } catch (CannotStartException _) {
            return site.show(call, "samples-off", Place.SAMPLES.title(), Place.SAMPLES, new HashMap<>());
        }
    }

    private static @Nullable String given(Call call, String name) {
        var text = call.query(name);
        return text == null || text.isEmpty() ? null : text;
    }

    private static Optional<String> next(SampleReview samples, @Nullable String task, String after) {
        return samples.page(new Filter(null, task, true), after.isEmpty() ? null : after, 1)
                .stream()
                .map(SampleRow::id)
                .findFirst();
    }

    private Answer show(Call call) {
        return of(samples -> {
            var row = samples.sample(call.path("sample"));
            var judgements = samples.judgements(row.id());
            boolean mine = judgements.stream().anyMatch(one -> one.actor().equals(call.caller().name()));
            boolean judges = Needs.REVIEWER.allows(call.caller().role());
            var task = given(call, "task");
            var model = new HashMap<String, Object>();
            model.put("row", row);
            model.put("judgements", mine || !judges ? judgements : List.of());
            model.put("others", mine || !judges ? 0 : judgements.size());
            model.put("judges", judges);
            model.put("task", task == null ? "" : task);
            model.put("done", call.query("done") == null ? "" : done(call.query("done")));
            model.put("counts", JudgedShare.of(samples.tally(new Filter(null, row.item().task(), false))));
            model.put("next", next(samples, task, row.id()));
            model.put("now", site.serving().clock().instant());
            return site.show(call, "sample", "Sample " + row.id(), Place.SAMPLES, model);
        });
    }

    private static String done(String verdict) {
        return verdict.equals("good") ? "Judged good." : verdict.equals("bad") ? "Judged bad." : "";
    }

    private Answer judge(Call call) {
        var verdict = call.field("verdict");
        if (!verdict.equals("good") && !verdict.equals("bad")) {
            throw new Refusal(ProblemType.BAD_REQUEST, "verdict must be good or bad");
        }
        var reason = call.field("reason").strip();
        var task = call.field("task");
        return of(samples -> {
            var id = call.path("sample");
            samples.judge(id, verdict.equals("good"), call.caller().name(), reason.isEmpty() ? null : reason);
            var query = "done=" + verdict
                    + (task.isEmpty() ? "" : "&task=" + URLEncoder.encode(task, StandardCharsets.UTF_8));
            return Answer
                    .seeOther("/samples/" + next(samples, task.isEmpty() ? null : task, id).orElse(id) + "?" + query);
        });
    }

    private Answer of(Function<SampleReview, Answer> work) {
        try (var samples = site.serving().records().samples()) {
            return work.apply(samples);
        } catch (CannotStartException _) {
            throw new Refusal(ProblemType.NOT_FOUND, "there is no such sample");
        }
    }
}
