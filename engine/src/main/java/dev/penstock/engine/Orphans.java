package dev.penstock.engine;

import dev.penstock.provider.ProviderFactory;
import dev.penstock.provider.batch.Batch;
import dev.penstock.provider.batch.BatchAnswer;
import dev.penstock.provider.batch.BatchApi;
import dev.penstock.settings.SettingsException;
import dev.penstock.store.Batches;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Batches that providers have and no run of this store owns: another program made them, or another store of the same account, or
/// the store they belong to is gone.
///
/// @param batches newest first
/// @param problems endpoints that could not be asked and why, one sentence each
public record Orphans(List<Orphan> batches, List<String> problems) {
    /// What providers keep results for, at most.
    private static final Duration KEPT = Duration.ofDays(30);

    public Orphans {
        batches = List.copyOf(batches);
        problems = List.copyOf(problems);
    }

    public record Orphan(String endpoint, Batch batch) {}

    static Orphans find(PenstockConfig config, Batches store, Instant now) throws InterruptedException {
        var found = new ArrayList<Orphan>();
        var problems = new ArrayList<String>();
        for (var endpoint : config.endpoints().values()) {
            if (endpoint.simulated() && endpoint.baseUrl() == null) {
                continue; // a simulator that starts now has none
            }
            try (var provider = ProviderFactory.openAny(endpoint.settings())) {
                var api = provider.batches();
                if (api.isPresent()) {
                    add(endpoint.name(), api.get(), store, now, found, problems);
                }
            } catch (SettingsException | IllegalArgumentException e) {
                problems.add(endpoint.name() + " cannot be asked: " + e.getMessage());
            }
        }
        found.sort(Comparator.comparing((Orphan orphan) -> orphan.batch().createdAt()).reversed());
        return new Orphans(found, problems);
    }

    private static void add(String endpoint, BatchApi api, Batches store, Instant now, List<Orphan> found,
            List<String> problems) throws InterruptedException {
        switch (api.list(now.minus(KEPT))) {
            case BatchAnswer.Done(var batches) -> batches.stream()
                    .filter(batch -> !owned(endpoint, batch, store))
                    .forEach(batch -> found.add(new Orphan(endpoint, batch)));
            case BatchAnswer.Failed(var failure) ->
                problems.add(endpoint + " does not tell its batches: " + failure.detail());
        }
    }

    private static boolean owned(String endpoint, Batch batch, Batches store) {
        var label = batch.label();
        return store.owns(endpoint, batch.id()) || (label != null && store.find(label).isPresent());
    }
}
