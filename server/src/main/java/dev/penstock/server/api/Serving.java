package dev.penstock.server.api;

import dev.penstock.engine.Engine;
import dev.penstock.engine.Generations;
import dev.penstock.engine.Project;
import dev.penstock.engine.Records;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/// What the routes work with: one engine, its generations, and what can be read beside them.
///
/// @param stopping whether the server stops
public record Serving(Project project, Engine engine, Generations generations, Records records, Clock clock,
        BooleanSupplier stopping, ServiceLog log) {}
