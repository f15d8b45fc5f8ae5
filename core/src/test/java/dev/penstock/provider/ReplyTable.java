package dev.penstock.provider;

import dev.penstock.item.Failure;
import dev.penstock.item.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rows of `status | headers | body | meaning`, one exchange each, for the table test of an adapter.
public final class ReplyTable {
    /// One row.
    public record Row(int status, String headers, String body, String meaning) {
        public Exchange.Received exchange() {
            var all = new HashMap<String, List<String>>();
            Arrays.stream(headers.split(";"))
                    .filter(header -> header.contains("="))
                    .map(header -> header.strip().split("=", 2))
                    .forEach(header -> all.put(header[0], List.of(header[1])));
            return new Exchange.Received(status, all, Body.of(body), false, Duration.ofMillis(1));
        }

        @Override
        public String toString() {
            return status + " " + headers + " " + body;
        }
    }

    private ReplyTable() {}

    public static Stream<Row> rows(String table) {
        return table.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> {
            var cells = line.split("\\s\\|(?=\\s)", -1);
            if (cells.length != 4) {
                throw new IllegalArgumentException("a row has four cells: " + line);
            }
            return new Row(Integer.parseInt(cells[0].strip()), cells[1].strip(), cells[2].strip(), cells[3].strip());
        });
    }

    /// What a reply says in one line: the failure's name, what it carries, and the usage.
    public static String meaning(Reply reply) {
        return switch (reply) {
            case Reply.Completed(var text, var stop, var usage, var _, var flags) ->
                "completed " + text + " " + stop + tokens(usage) + (flags.isEmpty() ? "" : " " + flags);
            case Reply.Failed(var failure, var stop, var usage, var _) ->
                failure.reason() + carried(failure) + (stop == null ? "" : " " + stop) + tokens(usage);
        };
    }

    private static String carried(Failure failure) {
        return switch (failure) {
            case Failure.RateLimited(var after, var _) when after != null -> " " + after;
            case Failure.Overloaded(var after, var _) when after != null -> " " + after;
            case Failure.AccountBlocked(var cause, var _) -> " " + cause;
            case Failure.ConnectionFailed(var sent, var _) -> " sent=" + sent;
            default -> "";
        };
    }

    private static String tokens(@Nullable Usage usage) {
        if (usage == null) {
            return " unknown";
        }
        return usage.equals(Usage.NONE)
                ? ""
                : " " + usage.input() + "/" + usage.output() + "/" + usage.cacheRead() + "/"
                        + usage.cacheWrite() + "/" + usage.cacheWriteLong();
    }

    /// A good reply cut off at every place, as it would arrive over a connection that ends early and says nothing.
    public static Stream<Exchange.Received> cutOff(String body) {
        var bytes = body.strip().getBytes(StandardCharsets.UTF_8);
        return Stream.iterate(0, n -> n < bytes.length, n -> n + 1).map(n -> received(200, Arrays.copyOf(bytes, n)));
    }

    /// A good reply with bytes changed at random, under every status.
    public static Stream<Exchange.Received> garbled(String body, int count) {
        var random = new Random(20261124);
        return Stream.generate(() -> {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(8); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int[] statuses = {200, 200, 200, 204, 302, 400, 401, 403, 404, 413, 422, 429, 500, 503, 529, 999, 0, -1};
            return received(statuses[random.nextInt(statuses.length)], bytes);
        }).limit(count);
    }

    private static Exchange.Received received(int status, byte[] body) {
        return new Exchange.Received(status, Map.of(), new Body(body), false, Duration.ofMillis(1));
    }
}
