package dev.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Who may follow events.
class EventStreamsTest {
    private final EventStreams streams = new EventStreams(3, 2);

    @Test
    void aPlaceIsFreeAgainWhenItsClientLeaves() {
        try (var _ = streams.take("ana"); var _ = streams.take("ana")) {
            assertThatThrownBy(() -> streams.take("ana")).hasMessageContaining("ana follows 2 event streams already");
        }
        streams.take("ana");
        streams.take("ana");
        assertThatThrownBy(() -> streams.take("ana")).isInstanceOf(Refusal.class);
    }

    @Test
    void whoIsRefusedTakesNoPlace() {
        streams.take("ana");
        streams.take("ana");
        assertThatThrownBy(() -> streams.take("ana")).isInstanceOf(Refusal.class);
        var shop = streams.take("shop");
        assertThatThrownBy(() -> streams.take("shop"))
                .hasMessage("3 clients follow events already; allowed: 3 (server.limits.event-streams)");

        shop.close();
        assertThat(streams.take("bo")).isNotNull();
    }
}
