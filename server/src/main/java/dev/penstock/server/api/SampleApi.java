package dev.penstock.server.api;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.SampleJson;
import dev.penstock.engine.SampleReview;
import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import dev.penstock.store.SampleRow;
import dev.penstock.store.Samples.Filter;
import java.util.List;
import java.util.function.Function;

/// Samples: full prompts and replies kept at random, and what people say about them.
public final class SampleApi {
    private static final int PAGE = 20;

    private final Serving serving;

    public SampleApi(Serving serving) {
        this.serving = serving;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/v1/samples")
                        .needs(Needs.VIEWER)
                        .says("Samples, newest first")
                        .query("run", "string", "Only those of a run")
                        .query("task", "string", "Only those of a task")
                        .query("unjudged", "boolean", "Only those that nobody judged yet")
                        .paged()
                        .answers(200, "A page", "Samples")
                        .fails(ProblemType.BAD_REQUEST)
                        .handledBy(this::list),
                Route.get("/v1/samples/{sample}")
                        .needs(Needs.VIEWER)
                        .says("One sample with prompt and reply")
                        .answers(200, "The sample", "Sample")
                        .fails(ProblemType.NOT_FOUND)
                        .handledBy(this::show),
                Route.post("/v1/samples/{sample}/judge")
                        .needs(Needs.REVIEWER)
                        .says("Says whether it is good; verdicts are kept, the newest one counts")
                        .takes("JudgeRequest")
                        .answers(200, "The sample as it is now", "Sample")
                        .fails(ProblemType.BAD_REQUEST, ProblemType.NOT_FOUND)
                        .handledBy(this::judge));
    }

    private Answer list(Call call) {
        var filter = new Filter(call.query("run"), call.query("task"), call.flag("unjudged"));
        int limit = call.limit(PAGE);
        List<SampleRow> rows;
        try (var samples = serving.records().samples()) {
            rows = samples.page(filter, call.query("cursor"), limit + 1);
        } catch (CannotStartException _) {
            rows = List.of(); // nothing was ever sampled
        }
        return Answer.ok(Page.<SampleRow>of(rows, limit, SampleJson::of, SampleRow::id));
    }

    private Answer show(Call call) {
        return of(samples -> samples.sample(call.path("sample")));
    }

    private Answer judge(Call call) {
        var body = call.json();
        return of(samples -> {
            samples.judge(call.path("sample"), body.path("good").asBoolean(false), call.caller().name(),
                    body.path("reason").asString(null));
            return samples.sample(call.path("sample"));
        });
    }

    private Answer of(Function<SampleReview, SampleRow> work) {
        try (var samples = serving.records().samples()) {
            return Answer.ok(SampleJson.of(work.apply(samples)));
        } catch (CannotStartException _) {
            throw new Refusal(ProblemType.NOT_FOUND, "there is no such sample");
        }
    }
}
