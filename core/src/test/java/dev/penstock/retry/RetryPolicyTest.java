package dev.penstock.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.item.Failure;
import dev.penstock.item.Failure.AccountBlocked.Cause;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RetryPolicyTest {
    private static final Duration DEADLINE = Duration.ofMinutes(30);

    private final RetryPolicy policy = new RetryPolicy(4, DEADLINE, 1);

    static Stream<Failure> transientFailures() {
        return Stream.of(new Failure.ServerError("500"), new Failure.ConnectionFailed(true, "reset"),
                new Failure.ConnectionFailed(false, "refused"), new Failure.TimedOut(Duration.ofSeconds(60), "late"));
    }

    static Stream<Failure> pushBacks() {
        return Stream.of(new Failure.RateLimited(null, "429"), new Failure.Overloaded(null, "529"));
    }

    static Stream<Failure> hopeless() {
        return Stream.of(new Failure.InvalidRequest("400"), new Failure.ContextTooLong("400"),
                new Failure.Refused("refusal"), new Failure.BadInput("line 3", List.of()),
                new Failure.TemplateError("no `ticket`", List.of()));
    }

    static Stream<Failure> contentFailures() {
        return Stream.of(new Failure.Unparseable("", List.of()), new Failure.SchemaMismatch("", List.of()),
                new Failure.Placeholder("", List.of()), new Failure.Ungrounded("", List.of()),
                new Failure.RuleBroken("", List.of()), new Failure.WrongLanguage("", List.of()),
                new Failure.Disagreement("", List.of()), new Failure.JudgedWrong("", List.of()));
    }

    @ParameterizedTest
    @MethodSource("transientFailures")
    void triesTransientFailuresAgainUntilMaxAttempts(Failure failure) {
        assertThat(policy.decide(failure, counted(3), 0.5)).isInstanceOf(Decision.Again.class);
        assertThat(policy.decide(failure, counted(4), 0.5)).isEqualTo(new Decision.DeadLetter());
    }

    @ParameterizedTest
    @MethodSource("pushBacks")
    void pushBacksNeverCostAnAttemptButTheDeadlineHolds(Failure failure) {
        assertThat(policy.decide(failure, pushedBack(500, 0, DEADLINE.minusSeconds(1)), 0.5))
                .isInstanceOf(Decision.Again.class);
        assertThat(policy.decide(failure, pushedBack(1, 0, DEADLINE), 0.5)).isEqualTo(new Decision.DeadLetter());
    }

    /// An item that was told to come back in 31 years was scheduled for then, and its run never ended.
    @Test
    void aWaitThatNobodyCanMeanIsNotFollowed() {
        var told = new Failure.RateLimited(Duration.ofSeconds(1_000_000_000), "429");

        assertThat(policy.decide(told, pushedBack(1, 0, Duration.ZERO), 0.5))
                .isInstanceOfSatisfying(Decision.Again.class,
                        again -> assertThat(again.after()).isLessThan(RetryPolicy.LONGEST_WAIT));
    }

    @ParameterizedTest
    @MethodSource("pushBacks")
    void anItemThatAloneIsPushedBackIsItselfTheProblem(Failure failure) {
        assertThat(policy.decide(failure, pushedBack(9, RetryPolicy.SINGLED_OUT_LIMIT, Duration.ZERO), 0.5))
                .isEqualTo(new Decision.DeadLetter());
    }

    @ParameterizedTest
    @MethodSource("hopeless")
    void neverRetriesWhatCannotHeal(Failure failure) {
        assertThat(policy.decide(failure, counted(0), 0.5)).isEqualTo(new Decision.DeadLetter());
    }

    @ParameterizedTest
    @MethodSource("contentFailures")
    void repairsAReplyOnceAndNotWhenTheSameErrorCameBack(Failure failure) {
        assertThat(policy.decide(failure, repaired(0, false), 0.5)).isEqualTo(new Decision.Repair());
        assertThat(policy.decide(failure, repaired(1, false), 0.5)).isEqualTo(new Decision.DeadLetter());
        assertThat(new RetryPolicy(4, DEADLINE, 3).decide(failure, repaired(1, true), 0.5))
                .isEqualTo(new Decision.DeadLetter());
    }

    @Test
    void aTruncatedReplyGetsOneMoreTryWithALargerCapIfTheTaskAllows() {
        var truncated = new Failure.Truncated(300, "max_tokens");

        assertThat(policy.decide(truncated, new Tries(0, 0, 0, 0, false, true, false, Duration.ZERO, null), 0.5))
                .isEqualTo(new Decision.LargerCap());
        assertThat(policy.decide(truncated, counted(0), 0.5)).isEqualTo(new Decision.DeadLetter());
    }

    @Test
    void aBlockedAccountHaltsTheEndpointAndKeepsTheItem() {
        assertThat(policy.decide(new Failure.AccountBlocked(Cause.KEY_REFUSED, "401"), counted(0), 0.5))
                .isEqualTo(new Decision.Halt());
    }

    @Test
    void waitsAtLeastAsLongAsTheProviderAsksAndAddsJitterOnTop() {
        var decision = policy.decide(new Failure.RateLimited(Duration.ofSeconds(30), "429"),
                pushedBack(1, 0, Duration.ZERO), 1.0);

        assertThat(decision).isEqualTo(new Decision.Again(Duration.ofMillis(30_050)));
    }

    @Test
    void waitsForTheEndpointsPauseWhenThatIsLonger() {
        var tries = new Tries(1, 0, 0, 0, false, false, true, Duration.ZERO, Duration.ofSeconds(15));

        assertThat(policy.decide(new Failure.ServerError("500"), tries, 0.5))
                .isEqualTo(new Decision.Again(Duration.ofSeconds(15)));
    }

    @Test
    void backsOffWithFullJitterThatDoublesUpToItsCap() {
        var failure = new Failure.ServerError("500");
        var patient = new RetryPolicy(50, DEADLINE, 1);

        assertThat(patient.decide(failure, counted(1), 1.0)).isEqualTo(again(500));
        assertThat(patient.decide(failure, counted(2), 1.0)).isEqualTo(again(1000));
        assertThat(patient.decide(failure, counted(2), 0.25)).isEqualTo(again(250));
        assertThat(patient.decide(failure, counted(40), 1.0)).isEqualTo(again(20_000));
        assertThat(patient.decide(failure, counted(1), 0.0)).isEqualTo(again(10));
    }

    @Test
    void refusesImpossibleSettingsAndNamesTheKey() {
        assertThatThrownBy(() -> new RetryPolicy(0, DEADLINE, 1))
                .hasMessage("retry.max-attempts must be at least 1, was 0");
        assertThatThrownBy(() -> new RetryPolicy(1, Duration.ZERO, 1))
                .hasMessage("retry.deadline must be longer than 0s, was PT0S");
        assertThatThrownBy(() -> new RetryPolicy(1, DEADLINE, 6))
                .hasMessage("repair.max-attempts must be 0 to 5, was 6");
    }

    private static Decision again(long millis) {
        return new Decision.Again(Duration.ofMillis(millis));
    }

    private static Tries counted(int counted) {
        return new Tries(counted, 0, 0, 0, false, false, false, Duration.ZERO, null);
    }

    private static Tries pushedBack(int times, int singledOut, Duration active) {
        return new Tries(0, times, singledOut, 0, false, false, false, active, (@Nullable Duration) null);
    }

    private static Tries repaired(int repairs, boolean sameErrorAgain) {
        return new Tries(0, 0, 0, repairs, sameErrorAgain, false, false, Duration.ZERO, null);
    }
}
