package dev.penstock.examples;

import dev.penstock.engine.Penstock;
import dev.penstock.engine.RunHandle;
import dev.penstock.store.RunStatus;
import java.nio.file.Path;

/// A file of items every night, with an exit code for the scheduler.
public final class NightlyBatch {
    private NightlyBatch() {}

    /// @param args the project, and a JSON Lines or CSV file
    public static void main(String[] args) {
        System.exit(run(Path.of(args[0]), Path.of(args[1])));
    }

    // tag::batch[]
    static int run(Path project, Path tickets) {
        try (var penstock = Penstock.open(project)) {
            RunHandle run = penstock.run("ticket-triage", tickets);
            RunHandle.Finished finished = run.await();

            var items = finished.report().path("items");
            System.out.printf("%s: %d accepted, %d dead-lettered, $%s, results in %s%n", run.run().id(),
                    items.path("accepted").asInt(), items.path("deadLettered").asInt(),
                    finished.report().path("cost").path("usd").asString(), run.outputDir());
            if (finished.end().status() != RunStatus.COMPLETE) {
                System.err.println(finished.end().why());
                return 4;
            }
            return items.path("deadLettered").asInt() == 0 ? 0 : 3;
        }
    }
    // end::batch[]
}
