package dev.penstock.examples;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Optional;

// tag::record[]
/// The answer, as prompts/ticket-triage/schema.json describes it.
record Triage(Priority priority, Category category, @JsonProperty("order_id") Optional<String> orderId,
        @JsonPropertyDescription("One English sentence") String summary) {
    enum Priority {
        p1, p2, p3, p4
    }

    enum Category {
        payment, delivery, returns, account, product, other
    }
}
// end::record[]
