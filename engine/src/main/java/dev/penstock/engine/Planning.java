package dev.penstock.engine;

import dev.penstock.engine.Forecast.TokenRate;
import dev.penstock.engine.InputSurvey.Way;
import dev.penstock.engine.RunPlan.FixedPart;
import dev.penstock.engine.RunPlan.Input;
import dev.penstock.engine.RunPlan.Items;
import dev.penstock.engine.RunPlan.Output;
import dev.penstock.engine.RunPlan.Sending;
import dev.penstock.engine.RunPlan.Target;
import dev.penstock.ledger.DayBudget;
import dev.penstock.ledger.HourMeter;
import dev.penstock.limit.EndpointLimiter;
import dev.penstock.prompt.Prompt;
import dev.penstock.prompt.TaskSettings.Mode;
import dev.penstock.run.Account;
import dev.penstock.run.Endpoint;
import dev.penstock.run.Pricing;
import dev.penstock.run.Route;
import dev.penstock.store.PastCalls;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Reckons what a run would be: what its start would do short of the store, and what its items would do short of the calls.
final class Planning {
    /// With fewer calls of this prompt version, those of the versions before say more.
    private static final long ENOUGH_CALLS = 20;
    /// The same plan of the same input asks for the same counts.
    private static final long SEED = 7;

    private final Project project;
    private final PenstockConfig config;
    private final Clock clock;

    Planning(Project project, Clock clock) {
        this.project = project;
        this.config = project.config();
        this.clock = clock;
    }

    /// @throws CannotStartException if a run could not start because of its request or input
    /// @throws dev.penstock.settings.SettingsException if lint finds an error
    RunPlan plan(RunRequest request) {
        if (request.mode() != null) {
            ModeChoice.named(request.mode());
        }
        Engine.refuseLimit(request.limit());
        var prompt = project.registry().prompt(request.task());
        var input = InputFile.of(Path.of(request.input()));
        var budget = request.budgetUsd() == null ? config.runUsd() : request.budgetUsd();
        project.lint().refuse(request.task(), budget, SampleRecord.of(input, config.maxRecordBytes()));
        try (var asked = Asked.open(config.endpoint(prompt.settings().call().endpoint()))) {
            return plan(request, project.asking(prompt), input, budget, asked);
        }
    }

    private RunPlan plan(RunRequest request, Prompt prompt, InputFile input, @Nullable BigDecimal budget,
            Asked asked) {
        var endpoint = config.endpoint(prompt.settings().call().endpoint());
        int cap = prompt.settings().call().maxOutputTokens();
        var sending = sending(request, prompt, input, asked);
        var survey = survey(prompt, input, request.limit(), sending);
        var past = past(prompt);
        var counted = asked.count(survey.sample());
        var rate = TokenRate.of(counted, past.calls());
        var fixed = fixed(prompt, survey, rate);
        var forecast = Forecast.of(rate, past.calls(), survey.sendable(), cap, fixed);
        var pace = PlannedTime.of(endpoint.limits(), forecast.likeliest(), survey.sizes(), cap,
                past.calls().meanMillis());
        var cost = PlannedCost.of(pricing(prompt).tariff(), forecast, survey.sizes(), survey.worstUsd(), pace,
                asked.hasBatches());
        var plan = new RunPlan(request, target(prompt, endpoint),
                new Items(survey.records(), survey.sendable(), survey.unpaid()),
                new Input(forecast.input(survey.sizes()), rate.basis(), rate.of(), counted.size(), fixed),
                new Output(forecast.output(survey.sendable()), past.calls().calls(), past.samePrompt()), cost, sending,
                pace, PlannedCost.budget(budget, cost, sending.inBatches(), survey.sendable()),
                PlanWords.checks(prompt), List.of());
        return plan.warning(PlanWords.warnings(plan, survey, asked, endpoint,
                project.lint().task(request.task()).warnings()));
    }

    private Sending sending(RunRequest request, Prompt prompt, InputFile input, Asked asked) {
        var settings = prompt.settings();
        var route = route(prompt, asked);
        long items = input.records(request.limit());
        var chosen = ModeChoice.of(request.mode(), settings, route, () -> items);
        var auto = ModeChoice.of(Mode.AUTO.label(), settings, route, () -> items);
        return new Sending(chosen.mode().label(), asked.hasBatches() ? settings.batching().patience() : null,
                auto.mode().label(), auto.why());
    }

    /// The task's own way as a run would have it; nothing is ever sent along it.
    private Route route(Prompt prompt, Asked asked) {
        var call = prompt.settings().call();
        var endpoint = config.endpoint(call.endpoint());
        var account = new Account(endpoint.name(), endpoint.keyPlace(), DayBudget.none());
        var limiter = new EndpointLimiter(endpoint.limits(), new Random(SEED), project.ticker());
        return new Route(prompt, new Endpoint(account, call.model(), asked.provider(), limiter,
                new HourMeter(System::nanoTime)), pricing(prompt));
    }

    /// What `auto` leaves open after its batches is paid one by one, so that is its worst case.
    private InputSurvey survey(Prompt prompt, InputFile input, @Nullable Long limit, Sending sending) {
        var pricing = pricing(prompt);
        var ways = new ArrayList<Way>();
        ways.add(new Way(prompt, sending.mode().equals(Mode.BATCH.label()) ? pricing.inBatch() : pricing));
        prompt.fallbacks()
                .stream()
                .map(project::asking)
                .forEach(fallback -> ways.add(new Way(fallback, pricing(fallback))));
        try (var source = input.open("plan", config.maxRecordBytes(), limit)) {
            return InputSurvey.of(source, ways, new Random(SEED));
        }
    }

    private Pricing pricing(Prompt prompt) {
        return Assembly.pricing(config, prompt.settings().call(), clock);
    }

    /// Calls that tell what the next ones will be like.
    private record Past(PastCalls calls, boolean samePrompt) {}

    private Past past(Prompt prompt) {
        if (!project.hasStore()) {
            return new Past(PastCalls.NONE, false);
        }
        var call = prompt.settings().call();
        try (var records = project.records()) {
            var same = records.past(new PastCalls.Of(prompt.task(), call.endpoint(), call.model(), prompt.version()));
            return same.calls() >= ENOUGH_CALLS
                    ? new Past(same, true)
                    : new Past(records.past(new PastCalls.Of(prompt.task(), call.endpoint(), call.model(), null)),
                            false);
        }
    }

    private FixedPart fixed(Prompt prompt, InputSurvey survey, TokenRate rate) {
        long requests = survey.sendable();
        double share = requests == 0 ? 0 : (double) survey.fixedBytes() / survey.sizes().bytes();
        long tokens = requests == 0 ? 0 : Math.round(survey.fixedBytes() * rate.about() / requests);
        var minimum = FixedPrompt.cacheMinimum(prompt.settings().call().model(), config.prices());
        return new FixedPart(share, tokens, minimum, minimum != null && tokens >= minimum);
    }

    private static Target target(Prompt prompt, EndpointConfig endpoint) {
        var call = prompt.settings().call();
        return new Target(prompt.task(), prompt.version(), endpoint.name(), call.model(), prompt.plan().mode().label(),
                call.maxOutputTokens(), call.maxOutputTokensCeiling(), endpoint.simulated());
    }
}
