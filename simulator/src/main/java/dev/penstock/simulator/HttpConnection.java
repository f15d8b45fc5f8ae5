package dev.penstock.simulator;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.ToIntFunction;

/// One keep-alive connection: reads a request, asks the handler, sends its reaction, and so on until either side closes.
final class HttpConnection {
    private static final int SMALL = 1 << 16;

    private final Socket socket;
    private final HttpInput in;
    private final OutputStream out;
    private final HttpServer.Handler handler;

    HttpConnection(Socket socket, ToIntFunction<String> maxBodyBytes, HttpServer.Handler handler) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = new HttpInput(socket.getInputStream(), out, maxBodyBytes);
        this.handler = handler;
    }

    void serve() throws IOException, InterruptedException {
        try {
            var request = in.next();
            while (request.isPresent()) {
                var reusable = send(handler.react(request.get()));
                if (!reusable || request.get().wantsClose()) {
                    return;
                }
                request = in.next();
            }
        } catch (HttpInput.BadRequest bad) {
            write(HttpReply.json(bad.status(), "{\"error\":{\"message\":\"" + bad.getMessage()
                    + "\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}")
                    .with(Map.of("connection", "close")));
            socket.shutdownOutput();
        }
    }

    /// @return whether the connection can carry another exchange
    private boolean send(Reaction reaction) throws IOException, InterruptedException {
        try {
            return transmit(reaction.how());
        } catch (IOException broken) {
            reaction.ifBroken().run();
            throw broken;
        }
    }

    private boolean transmit(Transmission how) throws IOException, InterruptedException {
        return switch (how) {
            case Transmission.Whole(var reply) -> {
                write(reply);
                yield true;
            }
            case Transmission.CutOff(var reply, var bytes) -> {
                out.write(reply.head());
                out.write(reply.body().bytes(), 0, bytes);
                yield false;
            }
            case Transmission.Trickle trickle -> {
                trickle(trickle);
                yield true;
            }
            case Transmission.Reset _ -> {
                socket.setSoLinger(true, 0);
                yield false;
            }
            case Transmission.Stall(var silence) -> {
                Thread.sleep(silence);
                yield false;
            }
            case Transmission.Streamed streamed -> {
                stream(streamed);
                yield false;
            }
        };
    }

    private void write(HttpReply reply) throws IOException {
        var head = reply.head();
        var body = reply.body().bytes();
        if (body.length > SMALL) {
            out.write(head);
            out.write(body);
            return;
        }
        // One write, one packet.
        var whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        out.write(whole);
    }

    private void trickle(Transmission.Trickle trickle) throws IOException, InterruptedException {
        out.write(trickle.reply().head());
        for (var b : trickle.reply().body().bytes()) {
            out.write(b);
            Thread.sleep(trickle.pause());
        }
    }

    private void stream(Transmission.Streamed streamed) throws IOException {
        var buffered = new BufferedOutputStream(out, SMALL);
        buffered.write(("HTTP/1.1 200 OK\r\ncontent-type: " + streamed.contentType() + "\r\nconnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        streamed.body().writeTo(buffered);
        buffered.flush();
    }
}
