package dev.penstock.engine;

import dev.penstock.engine.RunPlan.Lines;
import dev.penstock.engine.RunPlan.Verdict;
import dev.penstock.prompt.Prompt;
import dev.penstock.prompt.TaskSettings.Grounding;
import dev.penstock.prompt.TaskSettings.Placeholders;
import dev.penstock.settings.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What a plan says in words.
final class PlanWords {
    private PlanWords() {}

    /// What replies must pass.
    static List<String> checks(Prompt prompt) {
        var settings = prompt.settings().checks();
        var words = new ArrayList<String>();
        if (prompt.schema() != null) {
            words.add("schema");
        }
        if (settings.placeholders() != Placeholders.OFF) {
            words.add("placeholders " + settings.placeholders().name().toLowerCase(Locale.ROOT));
        }
        if (settings.language() != null) {
            words.add("language " + settings.language());
        }
        var grounded = settings.grounding()
                .stream()
                .filter(field -> field.grounding() != Grounding.OFF)
                .map(field -> field.key())
                .collect(Collectors.joining(", "));
        if (!grounded.isEmpty()) {
            words.add("grounding " + grounded);
        }
        return words;
    }

    /// What somebody should look at before such a run, the gravest first.
    ///
    /// @param lint warnings about the task
    static List<String> warnings(RunPlan plan, InputSurvey survey, Asked asked, EndpointConfig endpoint,
            List<Problem> lint) {
        var sentences = new ArrayList<String>();
        if (!asked.problem().isEmpty()) {
            sentences.add("a run would not start: endpoints." + endpoint.name() + ": " + asked.problem());
        }
        if (survey.sendable() == 0) {
            sentences.add("no item would be sent");
        }
        same(survey, sentences);
        empty(survey, sentences);
        survey.flags().forEach((flag, lines) -> sentences.add(flagged(flag, lines)));
        lint.stream().map(Problem::toString).forEach(sentences::add);
        money(plan, endpoint, sentences);
        return sentences;
    }

    private static void same(InputSurvey survey, List<String> sentences) {
        if (survey.repeats() > 0 && survey.repeats() == survey.sendable() - 1) {
            sentences.add("every item gets the same prompt");
        } else if (survey.repeats() > 0) {
            sentences.add(
                    items(survey.repeats(), "gets", "get") + " the same prompt as an item before; each is paid for");
        }
    }

    private static void empty(InputSurvey survey, List<String> sentences) {
        for (Map.Entry<String, Long> variable : survey.empty().entrySet()) {
            sentences.add(items(variable.getValue(), "leaves", "leave") + " a variable of the prompt empty: "
                    + variable.getKey());
        }
    }

    private static String flagged(String flag, Lines lines) {
        var field = flag.substring(flag.indexOf(':') + 1);
        var what = switch (flag.substring(0, flag.indexOf(':') < 0 ? flag.length() : flag.indexOf(':'))) {
            case "input-placeholder" ->
                items(lines.count(), "holds", "hold") + " a literal placeholder instead of a value in " + field;
            case "input-incomplete" ->
                items(lines.count(), "ends", "end") + " in the middle of a sentence in " + field;
            case "input-cut" -> items(lines.count(), "is", "are") + " cut to fit in " + field;
            default -> items(lines.count(), "has", "have") + " the flag " + flag;
        };
        return what + " (" + lines.words() + ")";
    }

    private static void money(RunPlan plan, EndpointConfig endpoint, List<String> sentences) {
        if (plan.budget().verdict() == Verdict.NO_BUDGET) {
            sentences.add("nothing stops the run whatever it costs: give it a --budget");
        }
        var likely = plan.cost().sync();
        if (endpoint.dayUsd() != null && likely != null && likely.high().compareTo(endpoint.dayUsd()) > 0) {
            sentences.add("endpoints." + endpoint.name() + ".budget.day-usd allows " + Figures.usd(endpoint.dayUsd())
                    + " a day, for all runs together: the run may halt there");
        }
    }

    private static String items(long count, String one, String many) {
        return Figures.plural(count, "item") + " " + (count == 1 ? one : many);
    }
}
