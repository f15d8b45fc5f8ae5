package dev.penstock.cli;

import dev.penstock.engine.CannotStartException;
import dev.penstock.simulator.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;

/// The scenario that `--scenario` names: a file, or a built-in one.
final class ScenarioChoice {
    private ScenarioChoice() {}

    /// @throws CannotStartException if there is neither
    /// @throws dev.penstock.settings.SettingsException if the file says something that is not allowed
    static Scenario of(PenstockCommand root, String named) {
        var file = root.path(Path.of(named));
        if (Files.isRegularFile(file)) {
            return Scenario.load(file);
        }
        if (!Scenario.names().contains(named)) {
            throw new CannotStartException("there is no scenario '" + named + "'",
                    "give a file, or a built-in one: "
                            + String.join(", ", Scenario.names().stream().sorted().toList()));
        }
        return Scenario.named(named);
    }
}
