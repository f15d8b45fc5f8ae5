package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"plain|plain", "-12.5|-12.5", "+4e3|+4e3", "-12 apples|\"'-12 apples\"",
            "=1+1|\"'=1+1\"", "@cmd|\"'@cmd\"", "-|\"'-\"", "a \"b\"|\"a \"\"b\"\"\"", "a,b|\"a,b\"",
            "O'Neill|\"O'Neill\""}, delimiter = '|')
    void quotesAndDisarms(String cell, String written) {
        assertThat(Csv.line(List.of(cell, "x"))).isEqualTo(written + ",x");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"\t=1", "\r=1"})
    void disarmsWhatSpreadsheetsStripBeforeTheyLook(String cell) {
        assertThat(Csv.line(List.of(cell))).isEqualTo("\"'" + cell + "\"");
    }
}
