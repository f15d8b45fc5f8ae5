package dev.penstock.cli;

import dev.penstock.engine.BatchWords;
import dev.penstock.engine.Figures;
import dev.penstock.engine.Orphans;
import dev.penstock.provider.batch.Batch;
import dev.penstock.store.BatchRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Batches: those of the store's runs, and those that nobody owns.
final class BatchesScreen {
    private static final JsonMapper JSON = new JsonMapper();

    private final Instant now;
    private final int width;
    private final Palette palette;

    BatchesScreen(Instant now, int width, Palette palette) {
        this.now = now;
        this.width = width;
        this.palette = palette;
    }

    List<String> own(List<BatchRow> batches) {
        if (batches.isEmpty()) {
            return List.of("No run made a batch yet: penstock run TASK --input FILE --mode batch");
        }
        var table = new Table("BATCH", "RUN", ">ENTRIES", "STATE", ">AGE", "EXPIRES IN", "ENDPOINT", "AT THE PROVIDER");
        batches.forEach(row -> table.row(row.label().value(), TerminalText.oneLine(row.runId()),
                Figures.count(row.entries()), BatchWords.state(row), BatchWords.age(row, now),
                BatchWords.expiresIn(row, now),
                TerminalText.oneLine(row.endpoint()), provider(row)));
        return table.render(width, palette);
    }

    List<String> orphans(Orphans orphans) {
        var lines = new ArrayList<String>();
        lines.add("");
        if (orphans.batches().isEmpty()) {
            lines.add(
                    orphans.problems().isEmpty() ? "Every batch of the providers belongs to a run of this store." : "");
            return lines;
        }
        lines.add(BatchWords.number(orphans.batches().size())
                + " at the providers that no run of this store owns:");
        var table = new Table("AT THE PROVIDER", "ENDPOINT", "STATUS", ">ENTRIES", "CREATED", "MADE BY");
        orphans.batches()
                .forEach(orphan -> table.row(TerminalText.oneLine(orphan.batch().id()),
                        TerminalText.oneLine(orphan.endpoint()), TerminalText.oneLine(orphan.batch().status()),
                        Figures.count(orphan.batch().counts().total()), Tables.age(orphan.batch().createdAt(), now),
                        maker(orphan.batch())));
        lines.addAll(table.render(width, palette));
        return lines;
    }

    static List<String> json(List<BatchRow> batches) {
        return batches.stream().map(BatchesScreen::json).map(ObjectNode::toString).toList();
    }

    static List<String> json(Orphans orphans) {
        return orphans.batches()
                .stream()
                .map(orphan -> JSON.createObjectNode()
                        .put("orphan", true)
                        .put("endpoint", orphan.endpoint())
                        .put("providerId", orphan.batch().id())
                        .put("providerStatus", orphan.batch().status())
                        .put("entries", orphan.batch().counts().total())
                        .put("createdAt", orphan.batch().createdAt().toString())
                        .put("label", orphan.batch().label() == null ? null : orphan.batch().label().value())
                        .toString())
                .toList();
    }

    private static ObjectNode json(BatchRow row) {
        return JSON.createObjectNode()
                .put("batch", row.label().value())
                .put("run", row.runId())
                .put("endpoint", row.endpoint())
                .put("model", row.model())
                .put("entries", row.entries())
                .put("state", BatchWords.state(row))
                .put("providerId", row.providerId())
                .put("providerStatus", row.providerStatus())
                .put("intendedAt", row.intendedAt().toString())
                .put("createdAt", text(row.createdAt()))
                .put("expiresAt", text(row.expiresAt()))
                .put("settledAt", text(row.settledAt()));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static String provider(BatchRow row) {
        return row.providerId() == null
                ? ""
                : TerminalText.oneLine(row.providerId() + " " + row.providerStatus());
    }

    private static String maker(Batch batch) {
        return batch.label() == null ? "unknown" : "Penstock, as " + batch.label().value();
    }
}
