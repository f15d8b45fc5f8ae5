package dev.penstock.run;

import dev.penstock.limit.Limiter;
import dev.penstock.provider.Provider;

/// Where a run's calls go: an open provider with its limiter, shared by every run that uses it.
public record Endpoint(String name, Provider provider, Limiter limiter) {}
