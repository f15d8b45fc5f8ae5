package dev.penstock.store;

import java.math.BigDecimal;
import java.time.Instant;

/// What one prompt version was used for.
///
/// @param version its hash
/// @param items finished items it was sent for; an item retried with another version counts for both
/// @param accepted those of them whose accepted output is a reply to it; what a person wrote instead is not
/// @param costUsd of all its attempts, unconfirmed ones at what was reserved
/// @param p95Ms of its successful attempts; zero when there is none
public record PromptUse(String version, Instant first, Instant last, long runs, long items, long accepted,
        BigDecimal costUsd, long p95Ms) {}
