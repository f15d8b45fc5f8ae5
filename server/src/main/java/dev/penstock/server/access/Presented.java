package dev.penstock.server.access;

import org.jspecify.annotations.Nullable;

/// What a request says about where it comes from.
///
/// @param method in capitals
/// @param host as in the `Host` header
/// @param authorization the header
/// @param cookie value of the session's cookie
/// @param fetchSite `Sec-Fetch-Site`, which browsers set and pages cannot
/// @param origin the header
public record Presented(String method, @Nullable String host, @Nullable String authorization, @Nullable String cookie,
        @Nullable String fetchSite, @Nullable String origin) {
    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
