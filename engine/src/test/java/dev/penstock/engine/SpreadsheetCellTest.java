package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadsheetCellTest {
    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+SUM(A1)", "-2+3", "@x", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''@x", "-", "--1",
            "=HYPERLINK(\"http://x\")"})
    void keepsAFormulaFromBeingOneAndGivesItBack(String text) {
        var cell = SpreadsheetCell.guarded(text);

        assertThat(cell).isEqualTo("'" + text);
        assertThat(SpreadsheetCell.plain(cell)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'", "'quoted'", "text", "-5", "+5", "-1.5e-3", "1=1", " =1", "''", "{\"a\":\"=1\"}"})
    void leavesOtherTextsAlone(String text) {
        assertThat(SpreadsheetCell.guarded(text)).isEqualTo(text);
        assertThat(SpreadsheetCell.plain(text)).isEqualTo(text);
    }
}
