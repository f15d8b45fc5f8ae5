package dev.penstock.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Follows an Anthropic request in the order in which it is cached (tools, system, messages) and notes where it is marked.
/// Used once.
final class CacheMarks {
    static final int MOST = 4;
    private static final Pattern FROM_512 = Pattern.compile("claude-(opus-5|fable-5|mythos-5).*");
    private static final Pattern FROM_2048 = Pattern.compile("claude-opus-4-7.*");
    private static final Pattern FROM_4096 = Pattern.compile("claude-(opus-4-[56]|haiku-4-5).*");

    private final int minimum;
    private final List<CachePrefix> marks = new ArrayList<>();
    private long hash;
    private long bytes;
    private int count;

    CacheMarks(String model) {
        this.minimum = minimum(model);
        this.hash = Dice.hash(model);
    }

    /// The shortest beginning that is cached at all; a mark on a shorter one says nothing and does nothing.
    private static int minimum(String model) {
        if (FROM_512.matcher(model).matches()) {
            return 512;
        }
        if (FROM_2048.matcher(model).matches()) {
            return 2048;
        }
        return FROM_4096.matcher(model).matches() ? 4096 : 1024;
    }

    /// Goes past a piece of the request.
    ///
    /// @param billed its text as it is billed
    void past(String billed) {
        hash = Dice.mix(hash * 31 + Dice.hash(billed));
        bytes += Prompt.utf8(billed);
    }

    /// Goes past a piece that may be marked.
    void past(JsonNode block, String billed) {
        past(billed);
        mark(block.path("cache_control"));
    }

    /// Goes past a string, or a list of text blocks that may be marked.
    void pastContent(JsonNode content) {
        if (content.isString()) {
            past(content.stringValue());
        }
        content.valueStream().forEach(block -> past(block, block.path("text").asString("")));
    }

    void mark(JsonNode cacheControl) {
        if (!cacheControl.isObject()) {
            return;
        }
        count++;
        var tokens = Prompt.tokens(bytes);
        if (tokens >= minimum) {
            marks.add(new CachePrefix(hash, tokens, cacheControl.path("ttl").asString("5m").equals("1h")));
        }
    }

    boolean tooMany() {
        return count > MOST;
    }

    int count() {
        return count;
    }

    List<CachePrefix> marks() {
        return marks;
    }
}
