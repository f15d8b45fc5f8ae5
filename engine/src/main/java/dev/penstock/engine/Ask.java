package dev.penstock.engine;

import dev.penstock.store.IdempotencyKeys;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One generation, as a server is asked for it.
///
/// @param id 1 to 256 printable characters
/// @param key under which its caller may ask again; null for none
/// @param patience how long its caller will wait; null for as long as it takes
/// @param longestQueue how many may be at work in front of the endpoint before this one is turned away
public record Ask(String task, String id, ObjectNode input, IdempotencyKeys.@Nullable Key key,
        @Nullable Duration patience, int longestQueue) {}
