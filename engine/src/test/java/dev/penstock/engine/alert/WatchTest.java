package dev.penstock.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.store.RunStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What of all that is found is told.
class WatchTest {
    private static final List<Rule> ALL = List.of(new EndpointHalted(), new RunPaused(), new ZeroAccepted(),
            new BudgetShare(new BigDecimal("0.80")), new DeadLetterShare(DeadLetterShare.MOST),
            new NoProgress(Duration.ofSeconds(2)));

    private final List<Alert> sent = new ArrayList<>();
    private Instant time = Scene.NOON;
    private Scene scene = Scene.working(0, 0, 1_000);
    private final Watch watch = new Watch(Scene.run("r_7F3K"), () -> scene.progress(), () -> scene.endpoint(), ALL,
            () -> time, sent::add);

    @Test
    void isSilentAboutARunInWhichAllGoesWell() {
        see(Scene.working(100, 2, 900).spent("1"));
        see(Scene.working(990, 10, 0).spent("7.99"));
        watch.stands(RunStatus.COMPLETE, null);

        assertThat(sent).isEmpty();
        assertThat(watch.news()).isEmpty();
    }

    @Test
    void tellsAMatterOnceHoweverOftenItComesAndGoes() {
        for (int i = 1; i <= 6; i++) {
            see(Scene.working(0, 0, 1_000));
            see(Scene.working(0, 0, 1_000));
            see(Scene.working(i, 0, 1_000 - i));
        }

        assertThat(rules()).containsExactly("no-progress");
        assertThat(watch.news()).isEqualTo(sent);
        assertThat(watch.news()).isEmpty();
    }

    @Test
    void tellsAgainWhenItGetsWorseAndNotWhenItGetsBetter() {
        for (var spent : List.of("8.1", "7.0", "8.1", "9.6", "8.1", "9.7")) {
            see(Scene.working(scene.accepted() + 1, 0, 900).spent(spent));
        }
        watch.stands(RunStatus.HALTED, "budget: $9.99 of $10 is spent");

        assertThat(sent).extracting(alert -> alert.figure().threshold()).containsExactly(0.8, 0.95, 1.0);
        assertThat(rules()).containsOnly("budget");
    }

    @Test
    void doesNotRepeatThroughOneRuleWhatAnotherHasSaid() {
        scene = Scene.working(0, 60, 0);
        watch.stands(RunStatus.COMPLETE, null);

        assertThat(rules()).containsExactly("zero-accepted");
    }

    @Test
    void aHaltedEndpointExplainsWhyNothingHappens() {
        for (int i = 0; i < 5; i++) {
            see(Scene.working(0, 0, 10).endpoint("halted", Duration.ZERO, "401"));
        }
        watch.stands(RunStatus.HALTED, "claude: 401; a person must act");

        assertThat(rules()).containsExactly("endpoint-halted");
    }

    @Test
    void aFaultInItNeverReachesTheRun() {
        var faulty = new Watch(Scene.run("r_7F3K"), () -> scene.progress(), () -> scene.endpoint(), ALL, () -> time,
                _ -> {
                    throw new IllegalStateException("full");
                });
        scene = Scene.working(0, 60, 0);

        faulty.stands(RunStatus.COMPLETE, null);
        faulty.look();

        assertThat(faulty.news()).hasSize(1);
    }

    private void see(Scene next) {
        time = time.plusSeconds(1);
        scene = next;
        watch.look();
    }

    private List<String> rules() {
        return sent.stream().map(Alert::rule).toList();
    }
}
