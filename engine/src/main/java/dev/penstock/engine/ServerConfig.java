package dev.penstock.engine;

import dev.penstock.settings.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What `penstock serve` is told: `server` in `penstock.yaml`.
///
/// @param publicUrl where people and programs reach the server, such as a proxy in front of it; null when nothing is said
/// @param tokens who may call it; without any, only this machine may
public record ServerConfig(@Nullable URI publicUrl, List<Token> tokens, Limits limits) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    public ServerConfig {
        tokens = List.copyOf(tokens);
    }

    /// What somebody may do; each may what those before it may.
    public enum Role {
        /// Reads everything.
        VIEWER,
        /// Decides about dead letters and samples.
        REVIEWER,
        /// Starts what costs money: generations and runs.
        OPERATOR;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A token as it is kept: not itself, only its hash.
    ///
    /// @param name of its owner, kept with every decision
    /// @param sha256 64 lower-case hex digits
    /// @param expires null for never
    public record Token(String name, Role role, String sha256, @Nullable Instant expires) {}

    /// What one caller may ask of the server at most.
    ///
    /// @param queue generations that may be at work for one endpoint and model before others are turned away
    /// @param requestBytes body of a request, uploads excepted
    /// @param uploadBytes input of a run
    /// @param requestsPerSecond of one caller; null for as many as come
    /// @param eventStreams clients that may follow events at once
    public record Limits(int queue, int requestBytes, long uploadBytes, @Nullable Integer requestsPerSecond,
            int eventStreams) {
        /// What holds where nothing is said: this machine's own programs may ask as fast as they can.
        public static final Limits DEFAULT = new Limits(1000, 1 << 20, 1L << 30, null, 200);

        /// The same where tokens tell callers apart.
        private static final Limits OF_TOKENS = new Limits(DEFAULT.queue, DEFAULT.requestBytes, DEFAULT.uploadBytes,
                50, DEFAULT.eventStreams);

        private static Limits read(Section section, boolean tokens) {
            var standard = tokens ? OF_TOKENS : DEFAULT;
            return new Limits(
                    section.integer("queue", 1, 1_000_000).orElse(standard.queue),
                    section.integer("request-bytes", 1024, 64 << 20).orElse(standard.requestBytes),
                    section.wholeNumber("upload-bytes", 1024, 1L << 40).orElse(standard.uploadBytes),
                    section.integer("requests-per-second", 1, 1_000_000).orElse(standard.requestsPerSecond),
                    section.integer("event-streams", 1, 100_000).orElse(standard.eventStreams));
        }
    }

    /// Nothing configured: for this machine only.
    public static ServerConfig none() {
        return new ServerConfig(null, List.of(), Limits.DEFAULT);
    }

    static ServerConfig read(Section section) {
        var tokens = tokens(section);
        return new ServerConfig(publicUrl(section), tokens,
                Limits.read(section.section("limits"), !tokens.isEmpty()));
    }

    private static @Nullable URI publicUrl(Section section) {
        var text = section.text("public-url");
        if (text.isEmpty()) {
            return null;
        }
        try {
            var url = new URI(text.get());
            if (isAllowed(url)) {
                return url;
            }
        } catch (URISyntaxException _) {
            // said below, like every other text that is no address
        }
        section.problem("public-url", "'" + text.get() + "' is not the address of a server",
                "https and a host without a path, such as https://penstock.example.com; http only for this machine");
        return null;
    }

    /// Over plain HTTP anybody on the way reads tokens and cookies.
    private static boolean isAllowed(URI url) {
        var path = url.getRawPath();
        boolean bare = url.getHost() != null && (path == null || path.isEmpty() || path.equals("/"))
                && url.getRawQuery() == null && url.getRawFragment() == null && url.getRawUserInfo() == null;
        return bare
                && ("https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && isLoopback(url.getHost())));
    }

    /// Whether a host, as it stands in an address, is always this machine.
    public static boolean isLoopback(String host) {
        return Set.of("localhost", "127.0.0.1", "[::1]", "::1").contains(host.toLowerCase(Locale.ROOT));
    }

    private static List<Token> tokens(Section section) {
        var tokens = new ArrayList<Token>();
        var hashes = new HashSet<String>();
        section.sections("tokens").forEach((name, token) -> {
            if (!NAME.matcher(name).matches()) {
                section.section("tokens")
                        .problem(name, "is not a name",
                                "1 to 64 letters, digits, '.', '_' and '-', such as ana");
            }
            var read = token(name, token);
            if (!hashes.add(read.sha256())) {
                token.problem("sha256", "is that of another token", "make one for each: penstock serve --new-token");
            }
            tokens.add(read);
        });
        return tokens;
    }

    private static Token token(String name, Section token) {
        if (!token.has("role")) {
            token.problem("role", "is missing", "allowed: viewer, reviewer, operator");
        }
        var role = token.choice("role", "viewer", "reviewer", "operator").orElse("viewer");
        var hash = token.requiredText("sha256");
        if (token.has("sha256") && !SHA_256.matcher(hash).matches()) {
            token.problem("sha256", "is not a SHA-256 in hex",
                    "64 of 0-9a-f; a token and its line: penstock serve --new-token " + name + ":" + role);
        }
        return new Token(name, Role.valueOf(role.toUpperCase(Locale.ROOT)), hash,
                token.date("expires").map(ServerConfig::endOf).orElse(null));
    }

    /// A token works up to the end of its last day.
    private static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
