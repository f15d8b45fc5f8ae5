package dev.penstock.server.console;

import dev.penstock.engine.Costs;
import dev.penstock.engine.Costs.By;
import dev.penstock.engine.CostsText;
import dev.penstock.server.access.Needs;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import dev.penstock.store.Ledger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What everything cost, and the same as a table for spreadsheets.
public final class CostsPage {
    private static final int USUAL_DAYS = 30;

    private static final Duration KEPT = Duration.ofSeconds(10);

    private final Site site;
    private @Nullable Last last;

    CostsPage(Site site) {
        this.site = site;
    }

    List<Route> routes() {
        return List.of(
                asked(Site.page("/costs")).says("Costs by task, model, endpoint, day and purpose")
                        .handledBy(this::show),
                asked(Route.get("/costs.csv"))
                        .query("by", "string", "Task, model, day, purpose, endpoint, with commas")
                        .says("The same for spreadsheets")
                        .answersWith(200, "A table", "text/csv")
                        .forPeople()
                        .handledBy(this::csv));
    }

    private static Route.Builder asked(Route.Builder route) {
        return route.needs(Needs.VIEWER)
                .query("task", "string", "Only this task")
                .query("since", "string", "Calls sent on this day or later")
                .query("until", "string", "Calls sent on this day or earlier");
    }

    /// What is asked for.
    ///
    /// @param task empty for all
    public record Asked(String task, LocalDate since, @Nullable LocalDate until) {
        Ledger.Filter filter() {
            return CostsView.filter(task.isEmpty() ? null : task, since, until);
        }

        /// Of its links, without a question mark.
        public String query() {
            return "task=" + task + "&since=" + since + (until == null ? "" : "&until=" + until);
        }
    }

    private record Last(Asked asked, Remembered<CostsView> costs) {}

    private Answer show(Call call) {
        var asked = asked(call);
        return site.show(call, "costs", Place.COSTS.title(), Place.COSTS, Map.of("costs", costs(asked),
                "asked", asked, "tasks", site.serving().project().registry().tasks().stream().sorted().toList()));
    }

    /// Every call in those days is looked at, which takes its time where there are many: what was asked last is kept a moment.
    private synchronized CostsView costs(Asked asked) {
        if (last == null || !last.asked().equals(asked)) {
            last = new Last(asked, new Remembered<>(() -> CostsView.of(site.serving()
                    .records()
                    .costs(asked.filter(), By.TASK, By.MODEL, By.ENDPOINT, By.DAY)), KEPT, site.serving().clock()));
        }
        return last.costs().get();
    }

    private Answer csv(Call call) {
        var by = call.query("by");
        var groups = by == null
                ? List.of(By.TASK, By.MODEL, By.DAY)
                : Stream.of(by.split(",")).map(CostsPage::by).toList();
        Costs costs = site.serving().records().costs(asked(call).filter(), groups);
        return Answer.download("text/csv; charset=utf-8", "costs.csv", CostsText.csv(costs)::forEach);
    }

    private static By by(String name) {
        try {
            return By.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw new Refusal(ProblemType.BAD_REQUEST, "by must be of task, model, day, purpose, endpoint");
        }
    }

    private Asked asked(Call call) {
        var task = call.query("task");
        var since = day(call, "since");
        var today = LocalDate.ofInstant(site.serving().clock().instant(), ZoneOffset.UTC);
        return new Asked(task == null ? "" : task, since == null ? today.minusDays(USUAL_DAYS - 1L) : since,
                day(call, "until"));
    }

    private static @Nullable LocalDate day(Call call, String name) {
        var text = call.query(name);
        try {
            return text == null || text.isEmpty() ? null : LocalDate.parse(text);
        } catch (DateTimeParseException _) {
            throw new Refusal(ProblemType.BAD_REQUEST, name + " must be a day such as 2026-11-27");
        }
    }
}
