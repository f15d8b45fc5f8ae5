package dev.penstock.server.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.node.JsonNodeFactory;

/// Answers what is no readable HTTP request, before any route sees it: briefly, and without repeating any of it.
final class UnreadableRequests extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var status = request.getAttribute(ERROR_STATUS) instanceof Integer given ? given : response.getStatus();
        int shown = status >= 400 ? status : 500;
        var body = JsonNodeFactory.instance.objectNode()
                .put("type", "about:blank")
                .put("title", "The request cannot be read")
                .put("status", shown);
        response.setStatus(shown);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put("Content-Security-Policy", SecurityHeaders.POLICY);
        response.write(true, ByteBuffer.wrap(Json.bytes(body)), callback);
        return true;
    }
}
