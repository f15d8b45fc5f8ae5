package dev.penstock.bench;

import java.io.IOException;
import java.net.URI;
import java.util.Set;

/// Somebody who wants all items answered, 200 calls in flight.
interface StormClient {
    int IN_FLIGHT = 200;

    String name();

    /// Blocks until it has an answer for every item, or has given up on it.
    ///
    /// @param speed how many times faster than the clock on the wall its time runs
    /// @return ids of the items it has an answer for
    Set<String> run(StormWork work, URI provider, double speed) throws IOException, InterruptedException;
}
