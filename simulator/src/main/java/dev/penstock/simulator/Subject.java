package dev.penstock.simulator;

import org.jspecify.annotations.Nullable;

/// The item a call is about.
///
/// @param id the gold id, or one made from the conversation
/// @param key what chance depends on: the item's own text
/// @param gold null when there is none
record Subject(String id, String key, AnswerKey.@Nullable Gold gold) {}
