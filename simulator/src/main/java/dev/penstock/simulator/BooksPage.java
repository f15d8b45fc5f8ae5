package dev.penstock.simulator;

import dev.penstock.item.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import tools.jackson.databind.node.ObjectNode;

/// The books over HTTP.
final class BooksPage {
    private static final String JSON = "application/json";
    private static final String JSON_LINES = "application/x-ndjson";

    private BooksPage() {}

    static Reaction totals(Books books, HttpRequest request) {
        if (!request.query().contains("calls=true")) {
            return Reaction.reply(HttpReply.json(200, json(books.totals()).toString()));
        }
        var calls = books.calls().stream().map(BooksPage::json).iterator();
        if (request.accepts(JSON_LINES)) {
            return streamed(JSON_LINES, out -> lines(out, calls));
        }
        var head = json(books.totals()).toString();
        return streamed(JSON, out -> list(out, head.substring(0, head.length() - 1) + ",\"calls\":[", calls));
    }

    static Reaction items(Books books, HttpRequest request) {
        var items = books.items().stream().map(BooksPage::json).iterator();
        return request.accepts(JSON_LINES)
                ? streamed(JSON_LINES, out -> lines(out, items))
                : streamed(JSON, out -> list(out, "{\"items\":[", items));
    }

    static Reaction batches(Books books, HttpRequest request) {
        var batches = books.batches().stream().map(BooksPage::json).iterator();
        return request.accepts(JSON_LINES)
                ? streamed(JSON_LINES, out -> lines(out, batches))
                : streamed(JSON, out -> list(out, "{\"batches\":[", batches));
    }

    private static Reaction streamed(String contentType, Transmission.BodyWriter body) {
        return Reaction.of(new Transmission.Streamed(contentType, body));
    }

    private static void lines(OutputStream out, Iterator<ObjectNode> entries) throws IOException {
        while (entries.hasNext()) {
            write(out, entries.next() + "\n");
        }
    }

    private static void list(OutputStream out, String head, Iterator<ObjectNode> entries) throws IOException {
        write(out, head);
        while (entries.hasNext()) {
            write(out, entries.next() + (entries.hasNext() ? ",\n" : ""));
        }
        write(out, "]}");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode json(Books.Totals totals) {
        var json = Texts.JSON.createObjectNode().put("calls", totals.calls());
        json.set("billed", json(totals.billed()));
        json.set("delivered", json(totals.delivered()));
        json.set("batched", json(totals.batched()));
        json.set("undelivered", json(totals.undelivered()).put("calls", totals.undeliveredCalls()));
        var byStatus = json.putObject("byStatus");
        totals.byStatus().forEach((status, calls) -> byStatus.put(Integer.toString(status), calls));
        var byInjected = json.putObject("byInjected");
        totals.byInjected().forEach(byInjected::put);
        return json;
    }

    private static ObjectNode json(Usage usage) {
        return Texts.JSON.createObjectNode()
                .put("input", usage.input())
                .put("output", usage.output())
                .put("cacheRead", usage.cacheRead())
                .put("cacheWrite", usage.cacheWrite())
                .put("cacheWriteLong", usage.cacheWriteLong());
    }

    private static ObjectNode json(Call call) {
        var json = Texts.JSON.createObjectNode()
                .put("seq", call.seq())
                .put("requestId", call.requestId())
                .put("clientRequestId", call.clientRequestId())
                .put("wire", call.about().wire().label())
                .put("model", call.about().model())
                .put("item", call.about().item())
                .put("arrivedMs", call.when().arrived().toMillis())
                .put("answeredMs", call.when().answered().toMillis())
                .put("status", call.status())
                .put("injected", call.injected());
        json.put("mode", call.about().batch() == null ? "sync" : "batch").put("batch", call.about().batch());
        json.set("billed", json(call.billed()));
        return json.put("delivered", call.delivered());
    }

    private static ObjectNode json(Books.ItemEntry entry) {
        return Texts.JSON.createObjectNode()
                .put("item", entry.item())
                .put("injected", entry.injected().label())
                .put("times", entry.times())
                .put("heals", entry.heals());
    }

    private static ObjectNode json(Books.Batch batch) {
        var json = Texts.JSON.createObjectNode()
                .put("id", batch.id())
                .put("wire", batch.wire().label())
                .put("label", batch.label())
                .put("createdAt", batch.createdAt().toString())
                .put("entries", batch.entries())
                .put("answered", batch.answered())
                .put("status", batch.status());
        json.set("billed", json(batch.billed()));
        return json;
    }
}
