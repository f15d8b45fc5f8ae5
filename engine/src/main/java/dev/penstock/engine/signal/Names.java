package dev.penstock.engine.signal;

/// The names of labels and span attributes. Those that begin with `gen_ai` follow OpenTelemetry's GenAI conventions as of 1.41,
/// the last version before they moved and changed; those that begin with `http`, `server` or `error` are stable there.
///
/// A label of a metric has few values: settings give them, or a closed set does. Ids of runs and items stand on spans only.
final class Names {
    static final String OPERATION = "gen_ai.operation.name";
    static final String PROVIDER = "gen_ai.provider.name";
    static final String REQUEST_MODEL = "gen_ai.request.model";
    static final String TOKEN_TYPE = "gen_ai.token.type";
    static final String ERROR_TYPE = "error.type";
    static final String REQUEST_MAX_TOKENS = "gen_ai.request.max_tokens";
    static final String FINISH_REASONS = "gen_ai.response.finish_reasons";
    static final String INPUT_TOKENS = "gen_ai.usage.input_tokens";
    static final String OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
    static final String CACHE_READ_TOKENS = "gen_ai.usage.cache_read.input_tokens";
    static final String CACHE_WRITE_TOKENS = "gen_ai.usage.cache_creation.input_tokens";
    static final String SERVER_ADDRESS = "server.address";
    static final String SERVER_PORT = "server.port";
    static final String METHOD = "http.request.method";
    static final String ROUTE = "http.route";
    static final String STATUS_CODE = "http.response.status_code";
    static final String URL_PATH = "url.path";
    static final String URL_SCHEME = "url.scheme";
    static final String MEMORY_TYPE = "jvm.memory.type";

    static final String TASK = "task";
    static final String ENDPOINT = "endpoint";
    static final String MODEL = "model";
    static final String PURPOSE = "purpose";
    static final String MODE = "mode";
    static final String FAILURE = "failure";
    static final String RETRYABLE = "retryable";
    static final String DIRECTION = "direction";
    static final String STOP_REASON = "stop_reason";
    static final String OUTCOME = "outcome";
    static final String REASON = "reason";
    static final String ACTION = "action";
    static final String CHECK = "check";
    static final String VERDICT = "verdict";
    static final String RESOURCE = "resource";
    static final String SOURCE = "source";
    static final String STATE = "state";
    static final String STATUS = "status";
    static final String VERSION = "version";
    static final String RULE = "rule";
    static final String RESULT = "result";

    /// The prefix of what only spans have and no convention names.
    private static final String OWN = "penstock.";

    static final String SPAN_RUN = OWN + "run";
    static final String SPAN_ITEM = OWN + "item";
    static final String SPAN_ATTEMPT = OWN + "attempt";
    static final String SPAN_PROMPT_VERSION = OWN + "prompt_version";
    static final String SPAN_TASK = OWN + TASK;
    static final String SPAN_ENDPOINT = OWN + ENDPOINT;
    static final String SPAN_MODE = OWN + MODE;
    static final String SPAN_PURPOSE = OWN + PURPOSE;
    static final String SPAN_OUTCOME = OWN + OUTCOME;
    static final String SPAN_STATUS = OWN + STATUS;
    static final String SPAN_ITEMS = OWN + "items";
    static final String SPAN_ACCEPTED = OWN + "items_accepted";
    static final String SPAN_COST = OWN + "cost_usd";

    static final String ACCEPTED = "accepted";
    static final String DEAD_LETTERED = "dead-lettered";

    /// The one operation there is.
    static final String CHAT = "chat";
    /// What a label says when there are too many values, or it is none of the closed set.
    static final String OTHER = "other";

    private Names() {}
}
