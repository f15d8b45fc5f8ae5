package dev.penstock.server.console;

import dev.penstock.server.http.Answer;
import dev.penstock.server.http.Call;
import dev.penstock.server.http.ProblemType;
import dev.penstock.server.http.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// The files pages are made of: a fixed list, read once. A name that is not on it is nowhere, so there is no path to climb
/// out of.
final class Assets {
    /// The script of the WebJar, whose path carries its version.
    static final String HTMX = "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js";

    private static final String OWN = "/dev/penstock/server/assets/";

    private final Map<String, Asset> known = new HashMap<>();

    private record Asset(String type, String text, String tag) {}

    Assets() {
        add("console.css", "text/css; charset=utf-8", OWN + "console.css");
        add("console.js", "text/javascript; charset=utf-8", OWN + "console.js");
        add("favicon.svg", "image/svg+xml", OWN + "favicon.svg");
        add("htmx.min.js", "text/javascript; charset=utf-8", HTMX);
    }

    Answer serve(Call call) {
        var asset = known.get(call.path("name"));
        if (asset == null) {
            throw new Refusal(ProblemType.NOT_FOUND, "there is no such file");
        }
        var answer = asset.tag().equals(call.header("If-None-Match"))
                ? new Answer(304, Map.of(), new Answer.Empty())
                : new Answer(200, Map.of(), new Answer.Text(asset.type(), asset.text()));
        return answer.header("ETag", asset.tag()).header("Cache-Control", "no-cache");
    }

    private void add(String name, String type, String resource) {
        try (var in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            var bytes = in.readAllBytes();
            var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            known.put(name, new Asset(type, new String(bytes, StandardCharsets.UTF_8),
                    "\"" + HexFormat.of().formatHex(hash, 0, 8) + "\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
