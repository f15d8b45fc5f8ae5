package dev.penstock.server.http;

import io.javalin.http.Context;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The name of a request, in its answer and in the log: the caller's own, or one made for it.
final class RequestId {
    static final String HEADER = "Request-Id";

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RequestId() {}

    static void give(Context context) {
        var given = context.header(HEADER);
        context.header(HEADER, given != null && ALLOWED.matcher(given).matches() ? given : random());
    }

    static String of(Context context) {
        var given = context.res().getHeader(HEADER);
        return given == null ? "none" : given;
    }

    private static String random() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return "req_" + HexFormat.of().formatHex(bytes);
    }
}
