package dev.penstock.server.http;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/// Ends connections on which no whole head of a request comes in time, neither at first nor after the request before. The
/// web server alone would wait on: its idle timeout begins anew with each byte, and a head may come byte by byte.
///
/// Safe for use by many threads.
final class SlowRequests extends Handler.Wrapper implements Connection.Listener {
    private final Duration most;
    private final ConcurrentMap<Connection, Turn> turns = new ConcurrentHashMap<>();

    SlowRequests(Duration most) {
        this.most = most;
    }

    /// Whose turn it is on a connection.
    private sealed interface Turn {
        /// The client's, which has to send a request.
        record Clients(Scheduler.Task end) implements Turn {}

        /// The server's, which answers one.
        record Servers(Request request) implements Turn {}
    }

    @Override
    public void onOpened(Connection connection) {
        turns.put(connection, clientsTurn(connection));
    }

    @Override
    public void onClosed(Connection connection) {
        if (turns.remove(connection) instanceof Turn.Clients(var end)) {
            end.cancel();
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var connection = request.getConnectionMetaData().getConnection();
        var answering = new Turn.Servers(request);
        if (turns.replace(connection, answering) instanceof Turn.Clients(var end)) {
            end.cancel();
        }
        Request.addCompletionListener(request, _ -> answered(connection, answering));
        return super.handle(request, response, callback);
    }

    /// The next request may be at work already, or the connection gone.
    private void answered(Connection connection, Turn answering) {
        var next = clientsTurn(connection);
        if (!turns.replace(connection, answering, next)) {
            next.end().cancel();
        }
    }

    private Turn.Clients clientsTurn(Connection connection) {
        return new Turn.Clients(getServer().getScheduler()
                .schedule(() -> connection.getEndPoint().close(), most.toNanos(), TimeUnit.NANOSECONDS));
    }
}
