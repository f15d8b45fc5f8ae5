package dev.penstock.examples;

import dev.penstock.engine.Penstock;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Penstock without any file: endpoint, task, schema and store given by the program.
public final class WithoutFiles {
    private WithoutFiles() {}

    // tag::builder[]
    static Penstock open(@Nullable String apiKey, Path store) {
        return Penstock.builder()
                .endpoint("claude", claude -> claude.anthropic(apiKey).concurrency(20))
                .task("triage", task -> task.model("claude-haiku-4-5")
                        .maxOutputTokens(300)
                        .system("You triage support tickets for an online shop. Answer only from the ticket.")
                        .user("<ticket>\n{{ ticket }}\n</ticket>")
                        .schema(Triage.class))
                .store(store)
                .budgetUsd("5.00")
                .build();
    }
    // end::builder[]

    /// @param args the store's file, and a ticket
    public static void main(String[] args) throws InterruptedException {
        try (var penstock = open(System.getenv("ANTHROPIC_API_KEY"), Path.of(args[0]))) {
            System.out.println(penstock.task("triage").generate(Map.of("ticket", args[1])));
        }
    }
}
