package dev.penstock.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The events of a run at work on a server, up to its end. Used by one thread.
final class RemoteEvents {
    private static final JsonMapper JSON = new JsonMapper();
    /// A run that was interrupted goes on with the next server.
    private static final Set<String> ENDED = Set.of("complete", "halted", "paused", "cancelled");

    private final RemoteServer server;
    private final String run;
    private final Consumer<Event> each;
    private @Nullable String lastId;
    private @Nullable JsonNode end;

    private RemoteEvents(RemoteServer server, String run, Consumer<Event> each) {
        this.server = server;
        this.run = run;
        this.each = each;
    }

    /// One of them.
    record Event(String name, JsonNode data) {}

    /// Hands them to a consumer until the run has ended, through restarts of the server.
    ///
    /// @return the report it ended with
    /// @throws UncheckedIOException if the server stays away too long; the run goes on when it is back
    static JsonNode follow(RemoteServer server, String run, Consumer<Event> each) {
        var events = new RemoteEvents(server, run, each);
        for (int absent = 0; absent < RemoteServer.LONGEST_ABSENCE; absent++) {
            if (events.read()) {
                absent = 0;
            }
            if (events.end != null) {
                return events.end;
            }
            server.pause(run);
        }
        throw server.gone(run, null);
    }

    /// @return whether anything came
    private boolean read() {
        try {
            var response = server.events(run, lastId);
            try (var body = response.body()) {
                if (RemoteServer.isBusy(response)) {
                    return look();
                }
                if (response.statusCode() >= 300 && response.statusCode() < 500) {
                    throw server.refused(response.statusCode(), RemoteServer.text(body));
                }
                return read(body);
            }
        } catch (IOException _) {
            return false; // it restarts, or the network does
        } catch (InterruptedException _) {
            throw RemoteServer.interrupted(run);
        }
    }

    /// Others follow already, so that there is no place: what became of the run can be asked all the same.
    private boolean look() {
        var report = server.report(run);
        end = ENDED.contains(report.path("status").asString("")) ? report : null;
        return true;
    }

    private boolean read(InputStream body) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        boolean any = false;
        String name = "";
        var data = new StringBuilder();
        for (var line = lines.readLine(); line != null && end == null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("id: ")) {
                lastId = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data.append(line.substring(6));
            } else if (line.isEmpty() && !data.isEmpty()) {
                any = true;
                tell(new Event(name, JSON.readTree(data.toString())));
                data.setLength(0);
            }
        }
        return any;
    }

    private void tell(Event event) {
        if (event.name().equals("end")) {
            end = event.data();
        } else {
            each.accept(event);
        }
    }
}
