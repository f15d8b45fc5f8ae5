package dev.penstock.server.http;

import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;

/// What a body says it is. Nothing is unpacked here, so nothing can blow up while it is.
final class ContentTypes {
    static final String FORM = "application/x-www-form-urlencoded";

    private ContentTypes() {}

    static boolean isForm(Context context) {
        return bare(context).equals(FORM);
    }

    static void require(Context context, String... allowed) {
        var encoding = context.header("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new Refusal(ProblemType.UNSUPPORTED_MEDIA_TYPE, "send the body as it is, without Content-Encoding");
        }
        if (!List.of(allowed).contains(bare(context))) {
            throw new Refusal(ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "the Content-Type must be " + String.join(" or ", allowed));
        }
    }

    private static String bare(Context context) {
        var type = context.contentType();
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
