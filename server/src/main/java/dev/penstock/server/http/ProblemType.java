package dev.penstock.server.http;

import java.util.Locale;

/// Every way a request can fail: a stable name that programs switch on, and its status. Names are only ever added.
public enum ProblemType {
    BAD_REQUEST(400, "The request is not as documented"), CANNOT_START(400,
            "What was asked for cannot be started"), UNAUTHENTICATED(401, "A valid token is needed"), FORBIDDEN(403,
                    "This token may not do that"), CROSS_SITE(403, "The request comes from another site"), NOT_FOUND(
                            404, "There is no such thing"), METHOD_NOT_ALLOWED(405,
                                    "This method is not allowed here"), NOT_ACCEPTABLE(406,
                                            "What is accepted is not what is here"), REQUEST_TIMEOUT(408,
                                                    "The request came too slowly"), RUN_AT_WORK(409,
                                                            "The run is at work"), RUN_NOT_AT_WORK(409,
                                                                    "The run is not at work here"), ALREADY_DECIDED(409,
                                                                            "The dead letter was decided before"), COUNT_CHANGED(
                                                                                    409,
                                                                                    "The filter matches another number"), STALE(
                                                                                            412,
                                                                                            "Somebody decided meanwhile"), TOO_LARGE(
                                                                                                    413,
                                                                                                    "The request is too large"), UNSUPPORTED_MEDIA_TYPE(
                                                                                                            415,
                                                                                                            "This type of content is not understood here"), WRONG_HOST(
                                                                                                                    421,
                                                                                                                    "The request is for another host"), DEAD_LETTERED(
                                                                                                                            422,
                                                                                                                            "No acceptable answer could be had"), IDEMPOTENCY_KEY_REUSED(
                                                                                                                                    422,
                                                                                                                                    "The idempotency key was used for another request"), ID_REUSED(
                                                                                                                                            422,
                                                                                                                                            "The id was used for another input"), CHECK_FAILED(
                                                                                                                                                    422,
                                                                                                                                                    "A check says no"), NO_REPLY(
                                                                                                                                                            422,
                                                                                                                                                            "There is no reply to accept"), PRECONDITION_REQUIRED(
                                                                                                                                                                    428,
                                                                                                                                                                    "The version that was seen is needed"), TOO_MANY_REQUESTS(
                                                                                                                                                                            429,
                                                                                                                                                                            "Too many requests"), INTERNAL(
                                                                                                                                                                                    500,
                                                                                                                                                                                    "Something is wrong with the server"), TASK_UNUSABLE(
                                                                                                                                                                                            500,
                                                                                                                                                                                            "The task's files or settings have a mistake"), OVERLOADED(
                                                                                                                                                                                                    503,
                                                                                                                                                                                                    "More is asked for than can be done in time"), HALTED(
                                                                                                                                                                                                            503,
                                                                                                                                                                                                            "Nothing can succeed until somebody acts"), STOPPING(
                                                                                                                                                                                                                    503,
                                                                                                                                                                                                                    "The server stops"), STORE_FAILED(
                                                                                                                                                                                                                            503,
                                                                                                                                                                                                                            "The store cannot be used");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /// The URI reference that names it, such as `/problems/dead-lettered`.
    public String uri() {
        return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
