package dev.penstock.run;

import java.time.Duration;

/// The run stood still although nothing made it wait: a bug, or a disk or a network that hangs. Its threads are left as they
/// are, so that they can be looked at.
public final class StalledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StalledException(String runId, Duration stood) {
        super("run " + runId + " stood still: nothing was read, sent or finished for " + stood.toMinutes()
                + " minutes, and nothing made it wait");
    }
}
