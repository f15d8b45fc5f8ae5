package dev.penstock.server.console;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Engine;
import dev.penstock.engine.Review;
import dev.penstock.engine.Review.Rules;
import dev.penstock.engine.ReviewResult;
import dev.penstock.engine.Reviewer;
import dev.penstock.server.access.Needs;
import dev.penstock.server.api.Found;
import dev.penstock.server.api.Retrying;
import dev.penstock.server.api.Serving;
import dev.penstock.server.console.Draft.View;
import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import dev.penstock.server.http.Route;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.DeadLetters.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The review of one dead letter: everything there is to judge it by, and the decision. Every page that comes back after
/// something was typed still has it.
final class ReviewPage {
    private static final String ONE = "/dead-letters/{letter}";

    private final Site site;
    private final Serving serving;
    private final LoginPage login;

    ReviewPage(Site site, LoginPage login) {
        this.site = site;
        this.login = login;
        this.serving = site.serving();
    }

    List<Route> routes() {
        return List.of(
                LetterQuery.described(Site.page(ONE))
                        .query("did", "string", "The one that was decided just before")
                        .needs(Needs.VIEWER)
                        .says("One dead letter")
                        .handledBy(this::show),
                Route.post(ONE)
                        .needs(Needs.REVIEWER)
                        .says("Decides about it, or shows what was typed in another view")
                        .takesForm()
                        .answersWith(200, "The page with what was typed", "text/html")
                        .answers(303, "Decided; the next one")
                        .answersWith(401, "The session is over; the login, with what was typed", "text/html")
                        .answersWith(409, "Somebody decided meanwhile; the page with what was typed", "text/html")
                        .answersWith(422, "It cannot be decided so; the page with what was typed", "text/html")
                        .forPeople(login::again)
                        .handledBy(this::decide),
                Route.post(ONE + "/check")
                        .needs(Needs.REVIEWER)
                        .says("What the checks say about what was typed; asks no model, changes nothing")
                        .takesForm()
                        .answersWith(200, "Part of the page", "text/html")
                        .answersWith(401, "The session is over; part of the page", "text/html")
                        .forPeople(_ -> Answer.page(401, site.pages().render("sessionOver", Map.of())))
                        .handledBy(this::check));
    }

    private Answer show(Call call) {
        var letter = Found.letter(serving, call.path("letter"));
        var query = LetterQuery.ofAddress(call);
        var draft = Draft.first(reply(letter), serving.records().review().schema(letter));
        var did = call.query("did") == null
                ? ""
                : Told.ofDecision(serving.records(), String.valueOf(call.query("did")));
        return page(200, call, letter, query, Reviewing.first(letter.version(), draft, judged(letter, draft)), did);
    }

    private Answer page(int status, Call call, DeadLetterRow letter, LetterQuery query, Reviewing reviewing,
            String did) {
        return site.show(status, call, "review", letter.id() + " " + letter.reason(), Place.DEAD_LETTERS,
                Map.of("view", view(letter, query), "reviewing", reviewing, "did", did));
    }

    private CaseView view(DeadLetterRow letter, LetterQuery query) {
        var records = serving.records();
        var now = serving.clock().instant();
        var found = records.deadLetter(letter.id());
        var alike = records.count(new Filter(null, letter.task(), letter.reason(), "open"));
        return new CaseView(found, records.run(letter.item().runId()), query,
                records.place(query.filter(now), letter.id()), letter.status().equals("open") ? alike - 1 : alike,
                today(letter.task()), now);
    }

    private @Nullable String today(String task) {
        try {
            return serving.project().registry().prompt(task).version();
        } catch (SettingsException _) {
            return null; // a retry says what is wrong with it
        }
    }

    private Answer check(Call call) {
        var letter = seen(call);
        var draft = Draft.typed(call, serving.records().review().schema(letter));
        var reviewing = Reviewing.typed(call, letter.version(), draft, judged(letter, draft));
        return Answer.page(200, site.pages()
                .render("verdict", Map.of("reviewing", reviewing, "known",
                        serving.records().deadLetter(letter.id()).evidence())));
    }

    private Answer decide(Call call) {
        var seen = seen(call);
        var query = LetterQuery.ofForm(call);
        var schema = serving.records().review().schema(seen);
        var draft = Draft.typed(call, schema);
        if (decided(seen)) {
            return conflict(call, seen, query, draft);
        }
        return switch (call.field("do")) {
            case "form", "json", "text", "raw" -> again(200, call, seen, query,
                    draft.as(View.of(call.field("do"), schema != null), schema), "");
            case "accept" -> accept(call, seen, query, draft);
            case "retry" -> retry(call, seen, query, draft);
            case "discard" -> discard(call, seen, query, draft);
            case Held.BACK -> page(200, call, seen, query,
                    Reviewing.typed(call, seen.version(), draft, judged(seen, draft)),
                    "You are logged in again. Nothing was decided yet; what you typed is below.");
            default -> again(200, call, seen, query, draft, "");
        };
    }

    private Answer accept(Call call, DeadLetterRow seen, LetterQuery query, Draft draft) {
        boolean override = call.field("override").equals("true");
        var note = call.field("note").strip();
        var checked = judged(seen, draft);
        if (!checked.passes() && !(override && checked.overridable())) {
            return again(422, call, seen, query, draft, "It is not accepted. " + checked.headline());
        }
        if (!checked.passes() && note.isEmpty()) {
            return again(422, call, seen, query, draft,
                    "It is not accepted: to override a check, say why in the note.");
        }
        var by = new Reviewer(call.caller().name(), note.isEmpty() ? null : note);
        return made(call, seen, query, draft, ruled(seen, draft, by, true));
    }

    private Answer discard(Call call, DeadLetterRow seen, LetterQuery query, Draft draft) {
        var why = call.field("why").strip();
        if (why.isEmpty()) {
            return again(422, call, seen, query, draft, "It is not discarded: say why.");
        }
        var by = new Reviewer(call.caller().name(), why);
        return made(call, seen, query, draft, serving.records().review().discard(seen, by));
    }

    private Answer retry(Call call, DeadLetterRow seen, LetterQuery query, Draft draft) {
        if (serving.stopping().getAsBoolean()) {
            return again(422, call, seen, query, draft,
                    "The server stops: nothing new is asked. Try again in a moment.");
        }
        if (seen.reason().equals(Engine.UNUSABLE)) {
            return again(422, call, seen, query, draft,
                    "Its line is no usable record: mend the input and run it again, or write an output.");
        }
        var note = call.field("note").strip();
        var by = new Reviewer(call.caller().name(), note.isEmpty() ? null : note);
        try {
            new Retrying(serving).retry(Found.run(serving, seen.item().runId()), Set.of(seen.id()),
                    call.field("prompt").equals("pinned"), by);
        } catch (CannotStartException e) {
            return again(422, call, seen, query, draft, "It cannot be retried now: " + e.getMessage()
                    + (e.next().isEmpty() ? "." : ". " + e.next()));
        } catch (SettingsException e) {
            return again(422, call, seen, query, draft, "It cannot be retried with today's prompt: " + e.getMessage());
        }
        var now = Found.letter(serving, seen.id());
        return now.status().equals("retried") ? next(seen, query) : conflict(call, seen, query, draft);
    }

    private Answer made(Call call, DeadLetterRow seen, LetterQuery query, Draft draft, ReviewResult result) {
        return switch (result) {
            case ReviewResult.Accepted _,ReviewResult.Discarded _ -> next(seen, query);
            case ReviewResult.Decided _ -> conflict(call, seen, query, draft);
            case ReviewResult.Refused _,ReviewResult.NoReply _ -> again(422, call, seen, query, draft,
                    "It is not accepted. " + Checked.of(result).headline());
        };
    }

    private Answer again(int status, Call call, DeadLetterRow seen, LetterQuery query, Draft draft, String why) {
        var reviewing = Reviewing.typed(call, seen.version(), draft, judged(seen, draft));
        return page(status, call, seen, query, why.isEmpty() ? reviewing : reviewing.because(why), "");
    }

    private Answer conflict(Call call, DeadLetterRow seen, LetterQuery query, Draft draft) {
        var letter = Found.letter(serving, seen.id());
        var view = view(letter, query);
        var typed = Reviewing.typed(call, seen.version(), draft, new Checked(false, false, "", List.of()));
        boolean changed = !reply(letter).map(draft::isReply).orElse(draft.isEmpty());
        return site.show(409, call, "conflict", letter.id() + " was decided meanwhile", Place.DEAD_LETTERS,
                Map.of("view", view, "reviewing", typed, "changed", changed));
    }

    /// On to the next of the queue, or round to its first.
    private Answer next(DeadLetterRow done, LetterQuery query) {
        var records = serving.records();
        var filter = query.filter(serving.clock().instant());
        var next = Optional.ofNullable(records.place(filter, done.id()).next())
                .or(() -> records.deadLetters(filter, 1).stream().map(DeadLetterRow::id).findFirst());
        var path = next.map(id -> "/" + id).orElse("");
        return Answer.seeOther(query.at(Place.DEAD_LETTERS.path() + path, "did", done.id()));
    }

    private Checked judged(DeadLetterRow letter, Draft draft) {
        var structured = serving.records().review().structured(letter);
        if (structured && !reply(letter).map(draft::isReply).orElse(false)
                && draft.read() instanceof JsonLayout.Reading.Refused refused) {
            return Checked.unreadable(refused);
        }
        return Checked.of(ruled(letter, draft, new Reviewer("nobody", null), false));
    }

    /// As the reply was when it is as it was, else as a correction.
    ///
    /// @param forGood whether the decision is made, or only tried
    private ReviewResult ruled(DeadLetterRow letter, Draft draft, Reviewer by, boolean forGood) {
        var review = serving.records().review();
        if (reply(letter).map(draft::isReply).orElse(false)) {
            return forGood
                    ? review.accept(letter, Rules.OF_THE_RUN, by)
                    : review.tryAccept(letter, Rules.OF_THE_RUN, by);
        }
        var output = draft.node(review.structured(letter));
        if (output.isEmpty()) {
            return new ReviewResult.NoReply();
        }
        return forGood ? review.correct(letter, output.get(), by) : review.tryCorrect(letter, output.get(), by);
    }

    private Optional<String> reply(DeadLetterRow letter) {
        return Review.reply(serving.records().deadLetter(letter.id()).attempts());
    }

    private boolean decided(DeadLetterRow seen) {
        var now = Found.letter(serving, seen.id());
        return !now.status().equals("open") || now.version() != seen.version();
    }

    private DeadLetterRow seen(Call call) {
        var letter = Found.letter(serving, call.path("letter"));
        try {
            return letter.seenAs(Integer.parseInt(call.field("version")));
        } catch (NumberFormatException _) {
            throw new Refusal(ProblemType.BAD_REQUEST, "the form does not say which version was seen");
        }
    }
}
