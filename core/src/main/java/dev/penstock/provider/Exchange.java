package dev.penstock.provider;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What one call brought back from the wire, exactly as received. It is journaled before anything is derived from it,
/// and [Provider#read] can derive the same [Reply] from it again after a crash.
public sealed interface Exchange {
    /// From the request leaving to the last byte or the break.
    Duration latency();

    /// A complete HTTP response.
    ///
    /// @param headers names in lower case
    /// @param body as received, decoded from its transfer and content encoding, at most the adapter's cap
    /// @param truncatedBody true when the body was longer than the cap or ended before its announced length
    record Received(int status, Map<String, List<String>> headers, Body body, boolean truncatedBody,
            Duration latency) implements Exchange {
        public Received {
            var lower = new TreeMap<String, List<String>>();
            headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
            headers = Map.copyOf(lower);
        }

        /// The first value of a header, looked up in lower case.
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name)).map(List::getFirst);
        }
    }

    /// No complete response arrived.
    ///
    /// @param detail one line, free of prompt, reply and key
    record Broken(Cause cause, String detail, Duration latency) implements Exchange {
        public enum Cause {
            /// The request never left: refused, unknown host, TLS failure. Nothing can have been billed.
            NOT_SENT,
            /// The connection broke after the request may have left. It may have been billed.
            LOST,
            /// The call ran into the request's timeout. It may have been billed.
            TIMED_OUT
        }
    }
}
