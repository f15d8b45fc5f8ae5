package dev.penstock.server.api;

import dev.penstock.engine.RunHandle;
import dev.penstock.server.http.ServerLog;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Tells whoever runs the server what no log would: that nothing can be generated until somebody acts, and how runs end.
/// Safe for use by many threads.
public final class ServiceLog {
    private final ServerLog log;
    private final Set<String> halts = ConcurrentHashMap.newKeySet();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();

    public ServiceLog(ServerLog log) {
        this.log = log;
    }

    /// Generations stay pending; said once for each cause.
    void halted(String task, String why) {
        if (halts.add(task + why)) {
            log.say("generations of " + task + " stay pending: " + why);
        }
    }

    /// Says how a run ends, when it does.
    public void watch(RunHandle run) {
        if (watched.add(run.run().id())) {
            Thread.ofVirtual().name("watch-", 0).start(() -> {
                tell(run);
                watched.remove(run.run().id());
            });
        }
    }

    private void tell(RunHandle run) {
        try {
            var report = run.await().report();
            var items = report.path("items");
            var why = report.path("why");
            log.say("run " + run.run().id() + " " + report.path("status").asString("") + ": "
                    + items.path("accepted").asLong(0) + " accepted, " + items.path("deadLettered").asLong(0)
                    + " dead-lettered, " + items.path("pending").asLong(0) + " pending"
                    + (why.isString() ? "; " + why.stringValue() : ""));
        } catch (RuntimeException | Error e) {
            log.say("run " + run.run().id() + " broke off: " + e.getClass().getSimpleName()
                    + "; what it paid for is kept, the next server goes on with it");
        }
    }
}
