package dev.penstock.server;

import dev.penstock.engine.CannotStartException;
import java.io.IOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;

/// Tells an address that cannot be used from everything else that may go wrong at a start.
final class PortInUse {
    private PortInUse() {}

    static RuntimeException explained(RuntimeException failure, String host, int port) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException || cause instanceof UnresolvedAddressException
                    || (cause instanceof IOException
                            && String.valueOf(cause.getMessage()).contains("Failed to bind"))) {
                return new CannotStartException("port " + port + " of " + host
                        + " cannot be used: something else may be listening there, or it is not an address of this machine",
                        "name another one with --port, or 0 for any");
            }
        }
        return failure;
    }
}
