/// Metrics and traces of an engine, through the OpenTelemetry API: names and numbers only, never a text of an item, a prompt or a
/// reply.
@NullMarked
package dev.penstock.engine.signal;

import org.jspecify.annotations.NullMarked;
