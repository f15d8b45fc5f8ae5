package dev.penstock.engine.doctor;

import dev.penstock.engine.CannotStartException;
import dev.penstock.engine.Project;
import dev.penstock.ledger.PriceTable;
import dev.penstock.settings.SettingsException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Looks at the tasks of the registry: what lint says, whether their checks can be had, what their models cost.
final class TaskCheck {
    private static final int MONTHS_A_PRICE_LASTS = 6;

    private final Project project;
    private final LocalDate today;
    private final List<Diagnosis> found = new ArrayList<>();
    private final Map<String, Set<String>> models = new TreeMap<>();

    TaskCheck(Project project, Clock clock) {
        this.project = project;
        this.today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    List<Diagnosis> found() {
        return found;
    }

    /// The models that tasks ask for, by endpoint.
    Map<String, Set<String>> models() {
        return models;
    }

    void examine() {
        var tasks = project.registry().tasks();
        if (tasks.isEmpty()) {
            found.add(Diagnosis.warning("tasks", "there are none in prompts/", "penstock init writes one"));
        }
        project.registry()
                .misnamed()
                .forEach(folder -> found.add(Diagnosis.warning("tasks", folder.file() + " " + folder.message(),
                        folder.allowed())));
        tasks.forEach(this::task);
        prices();
    }

    private void task(String task) {
        var subject = "task " + task;
        var findings = project.lint().task(task);
        findings.errors().forEach(problem -> found.add(SettingsCheck.problem(subject, problem)));
        findings.warnings()
                .forEach(problem -> found.add(Diagnosis.warning(subject, problem.message(), problem.allowed())));
        try {
            var prompt = project.registry().prompt(task);
            project.checks(prompt);
            var call = prompt.settings().call();
            models.computeIfAbsent(call.endpoint(), _ -> new TreeSet<>()).add(call.model());
            if (findings.errors().isEmpty()) {
                found.add(Diagnosis.ok(subject, call.model() + " on " + call.endpoint()));
            }
        } catch (SettingsException e) {
            e.problems()
                    .stream()
                    .filter(problem -> !findings.errors().contains(problem))
                    .forEach(problem -> found.add(SettingsCheck.problem(subject, problem)));
        } catch (CannotStartException e) {
            found.add(Diagnosis.problem(subject, String.valueOf(e.getMessage()), e.next()));
        }
    }

    /// That a model has none at all is an error of lint, where that matters.
    private void prices() {
        var known = new TreeSet<String>();
        models.values().forEach(names -> names.stream().filter(this::hasPrice).forEach(known::add));
        if (known.isEmpty()) {
            return;
        }
        var message = String.join(", ", known) + "; the shipped table is of " + shown(PriceTable.SHIPPED_AS_OF);
        boolean old = PriceTable.SHIPPED_AS_OF.plusMonths(MONTHS_A_PRICE_LASTS).isBefore(YearMonth.from(today));
        found.add(old
                ? Diagnosis.warning("prices", message, "compare with an invoice; put what changed into prices.yaml")
                : Diagnosis.ok("prices", message));
    }

    private boolean hasPrice(String model) {
        return project.config().prices().price(model, today).isPresent();
    }

    private static String shown(YearMonth month) {
        return month.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " " + month.getYear();
    }
}
