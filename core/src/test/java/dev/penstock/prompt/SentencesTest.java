package dev.penstock.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentencesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "It never came.", "It never came!!", "Why?", "He said \"no.\"", "(It broke.)",
            "It broke. 😀", "He called it “fine.”", "Thanks…", "Kam nie an. »Warum?«", "もう届きません。", "「届きません。」",
            "为什么？", "यह नहीं आया।", "لم يصل الطلب؟", "ཡོད།", "Δεν ήρθε\u037e", "It broke.\n\nThanks,\nMaria Lopez",
            "It broke.\n\nBest regards\nJo", "It broke.\nSent from my phone", "We need:\n- lamps\n- two cables",
            "Steps:\n1. open\n2. close", "# Heading", "x = 1;", "int f() { return 1; }", "See https://a.example/b",
            "Write to jo@a.example", "Item 3\n9.00", "สินค้าไม่มาถึง", "| a | b |\n| c | d |",
            "Use it:\n```\nmake\n```",
            "It broke *yesterday.*", "Lamps etc.", "It costs 5.", "Mail attached (see below)"})
    void takesTheseForComplete(String text) {
        assertThat(Sentences.isComplete(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"My order never ca", "It never came and", "It never came,", "We need the following:",
            "Please ask Dr.", "It broke, e.g.", "It came late, but - as I said -", "He said \"no",
            "It broke. [truncated]",
            "It broke. [...]", "It broke. (…)", "もう届き", "यह नहीं", "Das Paket kam nie an, weil der",
            "The first line of a paragraph that somebody wrapped at\nseventy-two chara",
            "A sentence. Another one that", "The total is 45"})
    void takesTheseForCutOff(String text) {
        assertThat(Sentences.isComplete(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', value = {"One. Two. Three. | 10 | One. Two.",
            "One. Two. Three. | 9 | One. Two.", "One. Two. Three. | 8 | One.", "One. Two. Three. | 3 | ##",
            "Ask Dr. Lee now. Then go. | 20 | Ask Dr. Lee now.", "Pay 3.50 now. Then go. | 16 | Pay 3.50 now.",
            "J. Smith wrote. Then he | 20 | J. Smith wrote.", "\"Stop.\" He went on | 12 | \"Stop.\"",
            "届きません。もう一度。お願い | 12 | 届きません。もう一度。", "One!? Two three four | 12 | One!?",
            "a.b.c.d.e | 8 | ##"})
    void findsTheLastSentenceWithinALimit(String text, int limit, String kept) {
        assertThat(text.substring(0, Sentences.lastEnd(text, limit))).isEqualTo(kept);
    }

    @Test
    void endsAtAParagraphBeforeALine() {
        assertThat(Sentences.lastEnd("a heading\n\nline one\nline two\nline three", 32)).isEqualTo(9);
        assertThat(Sentences.lastEnd("10:00 start\n10:01 stop\n10:02 sta", 30)).isEqualTo(23);
    }

    @Test
    void isLinearInWhatItReads() {
        assertThat(Sentences.lastEnd(")".repeat(1_000_000), 1_000_000)).isZero();
        assertThat(Sentences.isComplete("a" + "]".repeat(1_000_000))).isTrue();
    }
}
