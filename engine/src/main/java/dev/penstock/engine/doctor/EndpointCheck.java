package dev.penstock.engine.doctor;

import dev.penstock.engine.EndpointConfig;
import dev.penstock.engine.doctor.ModelServer.Answered;
import dev.penstock.engine.doctor.ModelServer.Unreachable;
import dev.penstock.provider.ProviderFactory;
import dev.penstock.settings.SettingsException;
import dev.penstock.settings.Spelling;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Looks at one endpoint: its key, whether its server answers, whether it has the models that tasks ask for. Free pages
/// only.
final class EndpointCheck {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration MOST_SKEW = Duration.ofSeconds(60);
    private static final String ANTHROPIC_VERSION = "2023-06-01";

    private final EndpointConfig endpoint;
    private final Set<String> models;
    private final Clock clock;
    private final String subject;
    private final List<Diagnosis> found = new ArrayList<>();
    private boolean reachable;

    /// @param models that tasks ask it for
    EndpointCheck(EndpointConfig endpoint, Set<String> models, Clock clock) {
        this.endpoint = endpoint;
        this.models = models;
        this.clock = clock;
        this.subject = "endpoint " + endpoint.name();
    }

    /// @param network false to look only at what is on this machine
    List<Diagnosis> examine(boolean network) {
        if (endpoint.simulated()) {
            simulator();
        } else if (settingsHold()) {
            if (network) {
                server();
            } else {
                add(Diagnosis.ok(subject, key().isPresent() ? "has a key; not asked" : "needs no key; not asked"));
            }
        }
        return found;
    }

    /// Whether a call to it is worth a token: nothing that was found speaks against it.
    boolean callable() {
        return !endpoint.simulated() && reachable && healthy();
    }

    private boolean healthy() {
        return found.stream().noneMatch(one -> one.grade() == Diagnosis.Grade.PROBLEM);
    }

    private void simulator() {
        var scenario = endpoint.scenario();
        add(scenario == null || Files.isRegularFile(scenario)
                ? Diagnosis.ok(subject, "a simulator: no key, no cost")
                : Diagnosis.problem(subject, "its scenario " + scenario + " does not exist",
                        "mend endpoints." + endpoint.name() + ".scenario"));
    }

    /// The key is there and an adapter takes it; nothing is sent.
    private boolean settingsHold() {
        try {
            ProviderFactory.openAny(endpoint.settings()).close();
            return true;
        } catch (SettingsException e) {
            e.problems().forEach(problem -> add(SettingsCheck.problem(subject, problem)));
        } catch (IllegalArgumentException e) {
            add(Diagnosis.problem(subject, String.valueOf(e.getMessage()), "mend penstock.yaml"));
        }
        return false;
    }

    /// What is wrong with an endpoint that no task uses stops no run.
    private void add(Diagnosis one) {
        found.add(models.isEmpty() && one.grade() == Diagnosis.Grade.PROBLEM
                ? Diagnosis.warning(subject, one.message() + "; no task uses it", one.fix())
                : one);
    }

    private Optional<String> key() {
        return endpoint.apiKey().get();
    }

    private void server() {
        try (var server = new ModelServer(headers())) {
            if (models.isEmpty()) {
                answer(server.get(page(null)), null, server);
            }
            for (var model : models) {
                if (healthy()) {
                    answer(server.get(page(model)), model, server);
                }
            }
        }
    }

    private void answer(ModelServer.Answer answer, @Nullable String model, ModelServer server) {
        switch (answer) {
            case Unreachable(var why, var fix) -> add(Diagnosis.problem(subject, why, fix));
            case Answered(var status, _, var date) -> {
                reachable = true;
                clock(date);
                status(status, model, server);
            }
        }
    }

    private void status(int status, @Nullable String model, ModelServer server) {
        var where = "endpoints." + endpoint.name() + ".api-key";
        switch (status) {
            case 200 -> add(Diagnosis.ok(subject, model == null
                    ? "answers, and takes the key"
                    : "has " + model + ", and takes the key"));
            case 401 -> add(Diagnosis.problem(subject, "refuses the key (401)",
                    "put a key that works into the variable of " + where));
            case 402 ->
                add(Diagnosis.problem(subject, "wants to be paid first (402)", "see the provider's billing page"));
            case 403 -> add(Diagnosis.problem(subject, "does not let this key in (403)",
                    "give the key the right to use models, or take another for " + where));
            case 404, 405 -> notFound(model, server);
            case 429 -> add(Diagnosis.warning(subject, "is at its limit right now (429)", "ask again in a minute"));
            default -> add(Diagnosis.warning(subject, "answers " + status + " when asked for its models",
                    status >= 500 ? "see the provider's status page; ask again" : "is base-url right?"));
        }
    }

    /// No such model, or a server that has no page for one: then its list decides.
    private void notFound(@Nullable String model, ModelServer server) {
        var list = model == null ? List.<String>of() : listed(server.get(page(null)));
        if (model != null && list.contains(model)) {
            add(Diagnosis.ok(subject, "has " + model));
        } else if (list.isEmpty()) {
            add(Diagnosis.warning(subject, "answers, and has no list of models",
                    "--spend asks the model itself, for one token"));
        } else {
            add(Diagnosis.problem(subject, "has no model " + model, Spelling.nearest(String.valueOf(model), list)
                    .map(near -> "did you mean " + near + "? ")
                    .orElse("") + "it has " + String.join(", ", list.stream().limit(8).toList())
                    + (list.size() > 8 ? " and " + (list.size() - 8) + " more" : "")));
        }
    }

    private static List<String> listed(ModelServer.Answer answer) {
        if (!(answer instanceof Answered(var status, var body, _)) || status != 200) {
            return List.of();
        }
        try {
            return JSON.readTree(body)
                    .path("data")
                    .valueStream()
                    .map(one -> one.path("id"))
                    .filter(JsonNode::isString)
                    .map(JsonNode::asString)
                    .toList();
        } catch (JacksonException _) {
            return List.of();
        }
    }

    /// Waits that a provider gives as a time of day go wrong with the clock.
    private void clock(@Nullable Instant server) {
        if (server == null) {
            return;
        }
        var skew = Duration.between(server, clock.instant());
        if (skew.abs().compareTo(MOST_SKEW) > 0 && found.stream().noneMatch(one -> one.subject().equals("clock"))) {
            add(Diagnosis.warning("clock", "this machine is " + skew.abs().toSeconds() + " s "
                    + (skew.isNegative() ? "behind" : "ahead of") + " the server of " + endpoint.name(),
                    "set the clock (NTP): waits until a given time go wrong, and TLS may"));
        }
    }

    private Map<String, String> headers() {
        var key = key();
        if (key.isEmpty()) {
            return Map.of();
        }
        return endpoint.provider().equals("anthropic")
                ? Map.of("x-api-key", key.get(), "anthropic-version", ANTHROPIC_VERSION)
                : Map.of("authorization", "Bearer " + key.get());
    }

    /// @param model null for the list of all
    private URI page(@Nullable String model) {
        var path = model == null ? "" : "/" + URLEncoder.encode(model, StandardCharsets.UTF_8);
        return URI.create(base() + "/models" + path + (model == null ? "?limit=1000" : ""));
    }

    /// OpenAI's base holds the version, Anthropic's does not.
    private String base() {
        var given = endpoint.baseUrl() == null ? "" : endpoint.baseUrl().toString().replaceAll("/+$", "");
        if (endpoint.provider().equals("anthropic")) {
            return (given.isEmpty() ? "https://api.anthropic.com" : given) + "/v1";
        }
        return given.isEmpty() ? publicOpenAi() : given;
    }

    private String publicOpenAi() {
        return "mistral".equals(endpoint.dialect()) ? "https://api.mistral.ai/v1" : "https://api.openai.com/v1";
    }
}
