package dev.penstock.simulator;

import dev.penstock.item.Usage;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What differs between the servers that speak chat completions. Stateless.
sealed interface ChatFlavour permits OpenAiFlavour, MistralFlavour, VllmFlavour {
    /// What this server refuses that others take.
    Optional<Rejection> refuse(JsonNode body);

    /// Whether a schema outside OpenAI's strict subset is refused.
    boolean judgesSchemas();

    /// The error in this server's shape.
    HttpReply error(Rejection rejection);

    /// Usage in this server's words.
    ObjectNode usage(Usage usage);

    /// The finish reason of a call that was forced by name.
    String finishOfForcedCall();

    /// Rate-limit headers; none where the server has no limits.
    Map<String, String> quotaHeaders(QuotaState state);

    /// Whether the usage tells what was read from a prompt cache.
    boolean tellsCaching();
}
