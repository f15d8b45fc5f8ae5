package dev.penstock.server.http;

import dev.penstock.server.access.Needs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One route: what is served, checked and documented under a method and a path.
///
/// @param body what it reads
/// @param parameters of the query and the headers; those of the path stand in the path
/// @param replies what it may answer, by status
/// @param startsWork whether a server that stops refuses it
public record Route(String method, String path, Needs needs, String summary, Body body, List<Parameter> parameters,
        Map<Integer, Reply> replies, boolean startsWork, Audience audience, Handler handler) {
    public Route {
        parameters = List.copyOf(parameters);
        replies = Map.copyOf(replies);
    }

    /// Who is at the other end.
    public sealed interface Audience {
        /// It belongs to the API.
        record Programs() implements Audience {}

        /// It is of the API, too: what machines that watch the server ask for again and again.
        record Watchers() implements Audience {}

        /// It belongs to the console, which browsers show.
        ///
        /// @param stranger answers a form of somebody who is not known, or not any more; null shows them the way to the login
        record People(@Nullable Handler stranger) implements Audience {}
    }

    /// Whether it belongs to the console, which browsers show, rather than to the API.
    public boolean forPeople() {
        return audience instanceof Audience.People;
    }

    /// Whether a request for it has a place in a trace.
    boolean traced() {
        return audience instanceof Audience.Programs;
    }

    /// What a request brings.
    public sealed interface Body {
        record None() implements Body {}

        /// @param schema name of its schema
        /// @param required false if it may be left out
        record Json(String schema, boolean required) implements Body {}

        /// JSON Lines, which are streamed.
        record Lines() implements Body {}

        /// Fields of an HTML form.
        record Form() implements Body {}
    }

    /// @param in `query` or `header`
    /// @param type `string`, `integer` or `boolean`
    public record Parameter(String in, String name, String type, String description) {}

    /// @param schema name of the schema of its body; null when it has none, or one that is not JSON
    /// @param type of its content; null when it has none
    public record Reply(String description, @Nullable String schema, @Nullable String type) {}

    public static Builder get(String path) {
        return new Builder("GET", path);
    }

    public static Builder post(String path) {
        return new Builder("POST", path);
    }

    /// Puts a route together. Whom it lets in must be said.
    public static final class Builder {
        private final String method;
        private final String path;
        private final List<Parameter> parameters = new ArrayList<>();
        private final Map<Integer, Reply> replies = new LinkedHashMap<>();
        private @Nullable Needs needs;
        private Body body = new Body.None();
        private String summary = "";
        private boolean startsWork;
        private Audience audience = new Audience.Programs();

        private Builder(String method, String path) {
            this.method = method;
            this.path = path;
        }

        public Builder needs(Needs wanted) {
            needs = wanted;
            return wanted == Needs.NOTHING
                    ? this
                    : fails(ProblemType.UNAUTHENTICATED, ProblemType.FORBIDDEN, ProblemType.TOO_MANY_REQUESTS);
        }

        public Builder says(String text) {
            summary = text;
            return this;
        }

        public Builder takes(String schema) {
            body = new Body.Json(schema, true);
            return this;
        }

        public Builder mayTake(String schema) {
            body = new Body.Json(schema, false);
            return this;
        }

        public Builder takesLines() {
            body = new Body.Lines();
            return this;
        }

        public Builder takesForm() {
            body = new Body.Form();
            return this;
        }

        public Builder query(String name, String type, String description) {
            parameters.add(new Parameter("query", name, type, description));
            return this;
        }

        public Builder header(String name, String description) {
            parameters.add(new Parameter("header", name, "string", description));
            return this;
        }

        /// Cursor and size of a page.
        public Builder paged() {
            return query("cursor", "string", "`next` of the page before").query("limit", "integer",
                    "Entries of the page, 1 to 200");
        }

        public Builder answers(int status, String description, String schema) {
            replies.put(status, new Reply(description, schema, "application/json"));
            return this;
        }

        public Builder answersWith(int status, String description, String type) {
            replies.put(status, new Reply(description, null, type));
            return this;
        }

        public Builder answers(int status, String description) {
            replies.put(status, new Reply(description, null, null));
            return this;
        }

        public Builder fails(ProblemType... types) {
            for (var type : types) {
                var before = replies.get(type.status());
                replies.put(type.status(), new Reply(before == null
                        ? "`" + type.uri() + "`"
                        : before.description()
                                + ", `" + type.uri() + "`",
                        "Problem", "application/problem+json"));
            }
            return this;
        }

        public Builder startsWork() {
            startsWork = true;
            return fails(ProblemType.STOPPING);
        }

        /// A page, or what pages are made of.
        public Builder forPeople() {
            audience = new Audience.People(null);
            return this;
        }

        /// A form whose text is not lost when the session of its sender is over.
        ///
        /// @param stranger answers then
        public Builder forPeople(Handler stranger) {
            audience = new Audience.People(stranger);
            return this;
        }

        /// Asked for again and again by machines that watch the server.
        public Builder forWatchers() {
            audience = new Audience.Watchers();
            return this;
        }

        public Route handledBy(Handler handler) {
            if (needs == null) {
                throw new IllegalStateException(method + " " + path + " does not say whom it lets in");
            }
            return new Route(method, path, needs, summary, body, parameters, replies, startsWork, audience,
                    handler);
        }
    }
}
