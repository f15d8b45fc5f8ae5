package dev.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutputAbilitiesTest {
    private static final OutputAbilities FIRM = new OutputAbilities(
            List.of(OutputMode.JSON_SCHEMA, OutputMode.TOOL, OutputMode.PROMPT),
            Set.of(OutputMode.JSON_SCHEMA, OutputMode.TOOL, OutputMode.PROMPT), true);
    private static final OutputAbilities UNKNOWN_SERVER = new OutputAbilities(List.of(OutputMode.PROMPT),
            Set.of(OutputMode.JSON_SCHEMA, OutputMode.TOOL, OutputMode.JSON_MODE, OutputMode.PROMPT), false);

    @Test
    void autoTakesTheFirmestThatProviderAndModelKnow() {
        assertThat(FIRM.plan(null, ModelAbilities.UNKNOWN)).get()
                .extracting(OutputPlan::mode)
                .isEqualTo(OutputMode.JSON_SCHEMA);
        assertThat(FIRM.plan(null, taking(OutputMode.TOOL))).get()
                .extracting(OutputPlan::mode)
                .isEqualTo(OutputMode.TOOL);
        assertThat(FIRM.plan(null, taking(OutputMode.JSON_MODE))).get()
                .extracting(OutputPlan::mode)
                .isEqualTo(OutputMode.PROMPT);
        assertThat(UNKNOWN_SERVER.plan(null, ModelAbilities.UNKNOWN)).get()
                .extracting(OutputPlan::mode)
                .isEqualTo(OutputMode.PROMPT);
    }

    @Test
    void whatIsNamedIsTakenUnlessItSurelyCannotBe() {
        assertThat(UNKNOWN_SERVER.plan(OutputMode.JSON_MODE, ModelAbilities.UNKNOWN)).isPresent();
        assertThat(FIRM.plan(OutputMode.JSON_MODE, ModelAbilities.UNKNOWN)).isEmpty();
        assertThat(FIRM.plan(OutputMode.JSON_SCHEMA, taking(OutputMode.TOOL))).isEmpty();
        assertThat(FIRM.plan(OutputMode.PROMPT, taking(OutputMode.TOOL))).isPresent();
        assertThat(FIRM.allowed(taking(OutputMode.TOOL))).containsExactly(OutputMode.TOOL, OutputMode.PROMPT);
    }

    @Test
    void aToolIsForcedWhereTheModelTakesItAndElseAsTheProviderUsuallyDoes() {
        var refuses = new ModelAbilities(Set.of(), false, null);
        var takes = new ModelAbilities(Set.of(), true, null);
        assertThat(FIRM.plan(OutputMode.TOOL, ModelAbilities.UNKNOWN)).get().returns(true, OutputPlan::forcedTool);
        assertThat(FIRM.plan(OutputMode.TOOL, refuses)).get().returns(false, OutputPlan::forcedTool);
        assertThat(UNKNOWN_SERVER.plan(OutputMode.TOOL, ModelAbilities.UNKNOWN)).get()
                .returns(false, OutputPlan::forcedTool);
        assertThat(UNKNOWN_SERVER.plan(OutputMode.TOOL, takes)).get().returns(true, OutputPlan::forcedTool);
    }

    @Test
    void whatIsNotKnownOfAModelIsTakenFromElsewhere() {
        var known = new ModelAbilities(Set.of(OutputMode.TOOL), false, 512);
        assertThat(ModelAbilities.UNKNOWN.or(known)).isEqualTo(known);
        assertThat(new ModelAbilities(Set.of(OutputMode.JSON_MODE), true, 1024).or(known))
                .isEqualTo(new ModelAbilities(Set.of(OutputMode.JSON_MODE), true, 1024));
    }

    @ParameterizedTest
    @EnumSource(OutputMode.class)
    void everyModeIsFoundByItsName(OutputMode mode) {
        assertThat(OutputMode.of(mode.label())).contains(mode);
        assertThat(mode.label()).doesNotContain("_");
    }

    @Test
    void aCachedPartHasNoGap() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CachedPart(false, 2));
    }

    private static ModelAbilities taking(OutputMode mode) {
        return new ModelAbilities(Set.of(mode), null, null);
    }
}
