package dev.penstock.server.access;

import dev.penstock.engine.ServerConfig;
import dev.penstock.engine.ServerConfig.Role;
import dev.penstock.engine.ServerConfig.Token;
import java.net.URI;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets requests in, or not. Without tokens everybody on this machine is the operator, and nobody else is let in at all.
///
/// Safe for use by many threads.
public final class Door {
    private static final String BEARER = "bearer ";

    private final @Nullable URI publicUrl;
    private final boolean checksHost;
    private final String localUser;
    private final Tokens tokens;
    private final Sessions sessions;
    private final LoginFailures failures;
    private final RequestRate rate;

    /// @param bound the address the server listens on
    /// @param localUser who everybody is where no tokens are configured
    public Door(ServerConfig config, String bound, String localUser, InstantSource clock) {
        this.publicUrl = config.publicUrl();
        this.checksHost = ServerConfig.isLoopback(bound) || publicUrl != null;
        this.localUser = localUser;
        this.tokens = new Tokens(config.tokens(), clock);
        this.sessions = new Sessions(clock);
        this.failures = new LoginFailures(clock);
        this.rate = new RequestRate(config.limits().requestsPerSecond(), clock);
    }

    /// Whether a request is meant for this server. A page of a foreign name that resolves to this machine (DNS rebinding)
    /// says that name. A server that listens elsewhere and does not know its own name asks for tokens instead.
    public boolean knowsHost(@Nullable String host) {
        if (!checksHost) {
            return true;
        }
        if (host == null) {
            return false;
        }
        var name = withoutPort(host);
        return ServerConfig.isLoopback(name) || (publicUrl != null && name.equalsIgnoreCase(publicUrl.getHost()));
    }

    /// Whether the caller may do what a route needs, now. What is open to everybody counts for nobody.
    public Admission admit(Presented request, Needs needs) {
        var caller = caller(request);
        if (!request.reads() && !bearer(request).isPresent() && crossSite(request)) {
            return new Admission.CrossSite();
        }
        if (needs == Needs.NOTHING) {
            return new Admission.Admitted(caller.orElse(Caller.NOBODY));
        }
        if (caller.isEmpty()) {
            return new Admission.Unknown();
        }
        return rate.take(caller.get().name())
                .<Admission>map(fast -> new Admission.TooFast(caller.get(), fast.perSecond(), fast.retryAfter()))
                .orElseGet(() -> needs.allows(caller.get().role())
                        ? new Admission.Admitted(caller.get())
                        : new Admission.Forbidden(caller.get()));
    }

    /// Who this is, if anybody.
    public Optional<Caller> caller(Presented request) {
        if (!tokens.configured()) {
            return Optional.of(new Caller(localUser, Role.OPERATOR, false));
        }
        var bearer = bearer(request);
        if (bearer.isPresent()) {
            return tokens.find(bearer.get()).map(token -> new Caller(token.name(), token.role(), false));
        }
        return Optional.ofNullable(request.cookie())
                .flatMap(sessions::find)
                .filter(tokens::valid)
                .map(token -> new Caller(token.name(), token.role(), true));
    }

    /// Whether there is anything to log in with.
    public boolean asksForTokens() {
        return tokens.configured();
    }

    /// What a login came to.
    public sealed interface Login {
        /// @param session the id for the cookie
        record Begun(String session) implements Login {}

        record Refused() implements Login {}

        record TooMany() implements Login {}
    }

    /// Exchanges a token for a session.
    ///
    /// @param address where the request comes from
    /// @param before the session the browser had, which ends; null for none
    public Login login(String token, String address, @Nullable String before) {
        if (!failures.mayTry(address)) {
            return new Login.TooMany();
        }
        Optional<Token> found = tokens.find(token);
        if (found.isEmpty()) {
            failures.failed(address);
            return new Login.Refused();
        }
        if (before != null) {
            sessions.end(before);
        }
        return new Login.Begun(sessions.begin(found.get()));
    }

    public void logout(String session) {
        sessions.end(session);
    }

    /// Whether a cookie is safe on this connection: over HTTPS, or without leaving the machine.
    public boolean mayHaveCookie(@Nullable String host) {
        return secureCookie(host) || (host != null && ServerConfig.isLoopback(withoutPort(host)));
    }

    /// Whether the browser speaks HTTPS with the public address.
    public boolean secureCookie(@Nullable String host) {
        return publicUrl != null && "https".equals(publicUrl.getScheme()) && host != null
                && withoutPort(host).equalsIgnoreCase(publicUrl.getHost());
    }

    /// Browsers say where a request comes from; programs say nothing, and then have no cookie either.
    private boolean crossSite(Presented request) {
        if (request.fetchSite() != null) {
            return !request.fetchSite().equals("same-origin") && !request.fetchSite().equals("none");
        }
        if (request.origin() != null) {
            return !ownOrigin(request.origin(), request.host());
        }
        return request.cookie() != null;
    }

    private boolean ownOrigin(String origin, @Nullable String host) {
        var named = origin.toLowerCase(Locale.ROOT);
        if (publicUrl != null && named.equals(origin(publicUrl))) {
            return true;
        }
        return host != null && ServerConfig.isLoopback(withoutPort(host))
                && named.equals("http://" + host.toLowerCase(Locale.ROOT));
    }

    private static String origin(URI url) {
        return (url.getScheme() + "://" + url.getRawAuthority()).toLowerCase(Locale.ROOT);
    }

    private static Optional<String> bearer(Presented request) {
        var header = request.authorization();
        return header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? Optional.of(header.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private static String withoutPort(String host) {
        int bracket = host.lastIndexOf(']');
        int colon = host.indexOf(':', Math.max(0, bracket));
        return colon < 0 ? host : host.substring(0, colon);
    }
}
