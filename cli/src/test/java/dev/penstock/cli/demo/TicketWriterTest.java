package dev.penstock.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TicketWriterTest {
    private static final int MANY = 10_000;

    @Test
    void writesTenThousandTicketsOfWhichNoTwoAreEqual() {
        var tickets = TicketWriter.write(MANY, 847);

        assertThat(tickets).hasSize(MANY);
        assertThat(tickets).extracting(Ticket::text).doesNotHaveDuplicates();
        assertThat(tickets).extracting(Ticket::id).doesNotHaveDuplicates();
    }

    @Test
    void writesTheSameTicketsForTheSameSeedAndOthersForAnother() {
        assertThat(TicketWriter.write(50, 1)).isEqualTo(TicketWriter.write(50, 1));
        assertThat(TicketWriter.write(50, 2)).isNotEqualTo(TicketWriter.write(50, 1));
    }

    @Test
    void namesTheOrderInMostTicketsAndAnswersWithExactlyThatOne() {
        var tickets = TicketWriter.write(1_000, 3);
        var withOrder = tickets.stream().filter(ticket -> ticket.orderId() != null).toList();

        assertThat(withOrder).hasSizeBetween(820, 900)
                .allSatisfy(ticket -> assertThat(ticket.text()).contains(String.valueOf(ticket.orderId())));
        assertThat(tickets).filteredOn(ticket -> ticket.orderId() == null)
                .allSatisfy(ticket -> assertThat(ticket.answer()).doesNotContainKey("order_id"));
    }

    @Test
    void summarizesEachTicketInASentenceLongEnoughToTellItsLanguage() {
        assertThat(TicketWriter.write(1_000, 4)).extracting(Ticket::summary)
                .allSatisfy(summary -> assertThat(summary).hasSizeGreaterThanOrEqualTo(60).endsWith("."));
    }

    @Test
    void leavesNoSlotOfTheGrammarOpenAndWritesOnOneLine() {
        assertThat(TicketWriter.write(2_000, 5)).extracting(ticket -> ticket.text() + ticket.summary())
                .noneMatch(text -> text.contains("{") || text.contains("}") || text.contains("\n"));
    }

    @Test
    void spreadsTicketsOverAllPrioritiesAndCategories() {
        var tickets = TicketWriter.write(1_000, 6);

        assertThat(tickets.stream().map(Ticket::priority).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("p1", "p2", "p3", "p4");
        assertThat(tickets.stream().map(Ticket::category).collect(Collectors.toSet())).hasSize(9);
    }
}
