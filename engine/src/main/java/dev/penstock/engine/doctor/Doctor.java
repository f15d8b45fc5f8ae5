package dev.penstock.engine.doctor;

import dev.penstock.engine.PenstockConfig;
import dev.penstock.engine.Project;
import dev.penstock.settings.SettingsException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Examines a set-up from the machine to the models, going on past whatever is broken. Changes nothing, starts nothing, and
/// spends and sends nothing unless told to.
public final class Doctor {
    private final Visit visit;
    private final List<Diagnosis> found = new ArrayList<>();

    /// What to look at.
    ///
    /// @param directory of the project, which need not be one
    /// @param env an environment variable's value, null when it is not set
    /// @param clock what this machine says the time is
    /// @param network whether endpoints are asked
    /// @param spend whether each model is asked for one token; implies nothing without `network`
    /// @param send whether each webhook gets a test message; implies nothing without `network`
    public record Visit(Path directory, Machine machine, Function<String, @Nullable String> env, Clock clock,
            boolean network, boolean spend, boolean send) {}

    private Doctor(Visit visit) {
        this.visit = visit;
    }

    /// Everything found, in the order of its causes. Blocks for at most some seconds per endpoint that does not answer.
    public static List<Diagnosis> examine(Visit visit) {
        return new Doctor(visit).examine();
    }

    private List<Diagnosis> examine() {
        found.addAll(visit.machine().examine());
        var settings = new SettingsCheck(visit.directory(), visit.env());
        var config = settings.examine();
        found.addAll(settings.found());
        if (config != null) {
            found.addAll(new StoreCheck(config.store()).examine());
            endpoints(config, tasks());
            found.addAll(new WebhookCheck(config.alerts(), visit.clock()).examine(visit.network() && visit.send()));
        }
        return List.copyOf(found);
    }

    /// @return the models that tasks ask for, by endpoint
    private Map<String, Set<String>> tasks() {
        try {
            var tasks = new TaskCheck(Project.open(visit.directory(), visit.env()), visit.clock());
            tasks.examine();
            found.addAll(tasks.found());
            return tasks.models();
        } catch (SettingsException e) {
            e.problems().forEach(problem -> found.add(SettingsCheck.problem("tasks", problem)));
            return new TreeMap<>();
        }
    }

    private void endpoints(PenstockConfig config, Map<String, Set<String>> models) {
        new TreeMap<>(config.endpoints()).forEach((name, endpoint) -> {
            Set<String> asked = models.getOrDefault(name, new TreeSet<>());
            var check = new EndpointCheck(endpoint, asked, visit.clock());
            found.addAll(check.examine(visit.network()));
            if (visit.network() && visit.spend() && check.callable()) {
                asked.forEach(model -> found.add(TokenCall.examine(endpoint, model)));
            }
        });
    }
}
