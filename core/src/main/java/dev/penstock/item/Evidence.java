package dev.penstock.item;

import org.jspecify.annotations.Nullable;

/// Why a check said what it said, for the person who judges the dead letter.
///
/// `message` and `excerpt` may quote the reply or the input: they go to the store and to a reviewer's screen, never to a
/// log.
///
/// @param layer `transport`, `stop`, `parse`, `schema`, `semantics`, `grounding`, `placeholder`, `language`
/// @param rule id of the rule within the layer, such as `enum`, `required`, `template-marker`
/// @param path JSON pointer into the output, empty for the whole reply
/// @param message one plain sentence: what was asked, what came
/// @param excerpt the offending text, cut to a few hundred characters; null when there is nothing to quote
public record Evidence(String layer, String rule, String path, String message, @Nullable String excerpt) {}
