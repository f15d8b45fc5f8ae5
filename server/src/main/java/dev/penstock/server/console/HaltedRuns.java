package dev.penstock.server.console;

import dev.penstock.engine.CannotStartException;
import dev.penstock.server.api.RunControl;
import dev.penstock.server.http.Refusal;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.RunRow;
import dev.penstock.store.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The runs that an endpoint halted, of the last ones.
///
/// @param runs newest first
public record HaltedRuns(String endpoint, List<RunRow> runs) {
    private static final String AND = "; and ";

    public HaltedRuns {
        runs = List.copyOf(runs);
    }

    static HaltedRuns of(String endpoint, List<RunRow> all) {
        return new HaltedRuns(endpoint, all.stream().filter(run -> haltedBy(endpoint, run)).toList());
    }

    /// The reason of a halt begins with the name of the endpoint, and names each where a fallback was halted too.
    private static boolean haltedBy(String endpoint, RunRow run) {
        var why = run.why();
        return run.status() == RunStatus.HALTED && why != null
                && Stream.of(why.split(AND)).anyMatch(one -> one.startsWith(endpoint + ": "));
    }

    /// What became of them.
    ///
    /// @param problems one sentence for each that cannot go on
    public record Resumed(String endpoint, List<String> runs, List<String> problems) {
        public Resumed {
            runs = List.copyOf(runs);
            problems = List.copyOf(problems);
        }
    }

    /// Goes on with some of them: whoever does says that what halted the endpoint is mended.
    Resumed resume(List<String> chosen, RunControl control) {
        var resumed = new ArrayList<String>();
        var problems = new ArrayList<String>();
        for (var run : runs.stream().filter(run -> chosen.contains(run.id())).toList()) {
            try {
                control.resume(run, null);
                resumed.add(run.id());
            } catch (CannotStartException | SettingsException | Refusal e) {
                problems.add(run.id() + " cannot go on: " + e.getMessage());
            }
        }
        return new Resumed(endpoint, resumed, problems);
    }
}
