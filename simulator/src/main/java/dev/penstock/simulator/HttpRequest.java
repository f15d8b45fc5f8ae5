package dev.penstock.simulator;

import dev.penstock.provider.Body;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request as read from the socket.
///
/// @param path without the query
/// @param query without the question mark, empty when there is none
/// @param headers names in lower case, the last value of each
record HttpRequest(String method, String path, String query, Map<String, String> headers, Body body) {
    @Nullable
    String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    boolean wantsClose() {
        return "close".equalsIgnoreCase(headers.getOrDefault("connection", ""));
    }

    boolean accepts(String mediaType) {
        return headers.getOrDefault("accept", "").contains(mediaType);
    }
}
