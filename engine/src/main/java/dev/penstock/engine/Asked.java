package dev.penstock.engine;

import dev.penstock.engine.Forecast.TokenRate.Counted;
import dev.penstock.provider.Provider;
import dev.penstock.provider.Request;
import dev.penstock.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;

/// A provider that is asked what costs nothing.
///
/// @param problem why it cannot be called; empty when it can
record Asked(Provider provider, String problem) implements AutoCloseable {
    /// Without its key it still says what its protocol can do.
    static Asked open(EndpointConfig endpoint) {
        try {
            return new Asked(Endpoints.openAlone(endpoint), "");
        } catch (SettingsException e) {
            return new Asked(Endpoints.openForLint(endpoint), e.problems().getFirst().message());
        }
    }

    boolean hasBatches() {
        return provider.batches().isPresent();
    }

    /// Asks for the tokens of each request, until one is not told.
    List<Counted> count(List<Request> requests) {
        var counted = new ArrayList<Counted>();
        if (!problem.isEmpty()) {
            return counted;
        }
        try {
            for (var request : requests) {
                var tokens = provider.countInput(request);
                if (tokens.isEmpty()) {
                    return counted;
                }
                counted.add(new Counted(request.bytes(), tokens.getAsLong()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return counted;
    }

    @Override
    public void close() {
        provider.close();
    }
}
