package dev.penstock.store;

import java.math.BigDecimal;

/// A model that a run asked, and what came of it.
///
/// @param calls HTTP calls, 429s included
/// @param accepted calls whose reply is an accepted output
/// @param costUsd what its provider confirmed, exact
public record Answerer(String endpoint, String model, long calls, long accepted, BigDecimal costUsd) {}
