package dev.penstock.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.item.Failure;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopRuleTest {
    private static final Failure REFUSED = new Failure.Refused("x");
    private static final Failure MISMATCH = new Failure.SchemaMismatch("x", List.of());

    @Test
    void saysNothingBeforeAsManyItemsFinishedAsItLooksAt() {
        var rule = StopRule.above(new BigDecimal("0.5"), 50);
        for (int i = 0; i < 49; i++) {
            assertThat(rule.finished(REFUSED)).isEmpty();
        }
        assertThat(rule.finished(REFUSED)).isPresent();
    }

    @Test
    void letsExactlyTheShareThatIsAllowedPass() {
        var rule = StopRule.above(new BigDecimal("0.5"), 4);
        rule.finished(REFUSED);
        rule.finished(null);
        rule.finished(MISMATCH);
        assertThat(rule.finished(null)).isEmpty();
        assertThat(rule.finished(REFUSED)).isEmpty();
        assertThat(rule.finished(REFUSED)).hasValue(
                "3 of the last 4 items became dead letters, and stop-if allows 50%: refused 2, schema-mismatch 1");
    }

    @Test
    void forgetsWhatIsLongAgo() {
        var rule = StopRule.above(new BigDecimal("0.5"), 4);
        for (int i = 0; i < 3; i++) {
            rule.finished(REFUSED);
        }
        for (int i = 0; i < 3; i++) {
            rule.finished(null);
        }
        assertThat(rule.finished(REFUSED)).isEmpty();
    }

    @Test
    void neverStopsWhenItIsOff() {
        var rule = StopRule.off();
        for (int i = 0; i < 200; i++) {
            assertThat(rule.finished(REFUSED)).isEmpty();
        }
    }
}
