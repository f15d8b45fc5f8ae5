package dev.penstock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The same seed gives the same books, whatever the order of calls; counts are exact.
class DeterminismTest {
    private static final int ITEMS = 1000;

    /// The scenario without anything that depends on time.
    private static Scenario timeless(Scenario scenario) {
        return scenario.withQuota(null)
                .withEpisodes(List.of())
                .withLatency(Latency.NONE)
                .withFaults(scenario.faults()
                        .stream()
                        .filter(fault -> fault.kind() != FaultKind.SLOW && fault.kind() != FaultKind.STALL)
                        .toList());
    }

    /// Calls every item until it gets a whole reply or a 400, at most ten times.
    private static Map<String, String> play(Scenario scenario, Wire wire, List<Integer> order) throws IOException {
        var injectedByItem = new HashMap<String, String>();
        try (var simulator = Simulator.start(scenario, 0); var client = new RawClient(simulator.port())) {
            for (var i : order) {
                var finished = false;
                for (var attempt = 0; attempt < 10 && !finished; attempt++) {
                    var seen = client.call(wire, RawClient.request(wire, Tickets.prompt(i), Tickets.SCHEMA));
                    finished = seen.status() == 400 || (seen.status() == 200 && seen.usable());
                }
            }
            for (var call : simulator.books().calls()) {
                injectedByItem.merge(String.valueOf(call.about().item()), call.injected() + "/" + call.billed(),
                        (a, b) -> a + ", " + b);
            }
        }
        return injectedByItem;
    }

    private static List<Integer> upwards() {
        return IntStream.range(0, ITEMS).boxed().toList();
    }

    @Test
    void twoClientsInDifferentOrderSeeTheSameBadItems() throws IOException {
        var scenario = timeless(Scenario.badNight(ITEMS)).withGold(Tickets.key(ITEMS));
        var first = play(scenario, Wire.ANTHROPIC, upwards());
        assertThat(play(scenario, Wire.ANTHROPIC, upwards().reversed())).isEqualTo(first);
        assertThat(play(scenario.withSeed(99), Wire.ANTHROPIC, upwards())).isNotEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void badNightInjectsExactlyItsCounts(Wire wire) throws IOException {
        var scenario = timeless(Scenario.badNight(ITEMS)).withGold(Tickets.key(ITEMS));
        var silent = scenario.faults()
                .stream()
                .filter(fault -> fault.kind().family() == FaultKind.Family.CONTENT)
                .collect(Collectors.toMap(fault -> fault.kind().label(),
                        fault -> ((Fault.Share.Count) fault.share()).items()));
        assertThat(silent.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(85);
        var injected = play(scenario, wire, upwards());
        silent.forEach((kind, count) -> assertThat(
                injected.values().stream().filter(calls -> (", " + calls).contains(", " + kind + "/")).count())
                .as(kind)
                .isEqualTo(count.longValue()));
    }

    @Test
    void badNightHas847SilentlyBadRepliesIn10000AndScalesTheTotal() {
        assertThat(silent(Scenario.badNight(10_000))).isEqualTo(847);
        assertThat(silent(Scenario.badNight(2_000))).isEqualTo(169);
        assertThat(silent(Scenario.badNight(20_000))).isEqualTo(1694);
    }

    private static int silent(Scenario scenario) {
        return scenario.faults()
                .stream()
                .filter(fault -> fault.kind().family() == FaultKind.Family.CONTENT)
                .mapToInt(fault -> ((Fault.Share.Count) fault.share()).items())
                .sum();
    }

    @Test
    void noItemGetsTwoCountedFaults() throws IOException {
        var scenario = Scenario.clean()
                .withGold(Tickets.key(30))
                .and(Fault.count(FaultKind.FENCE, 10))
                .and(Fault.count(FaultKind.PROSE, 10))
                .and(Fault.count(FaultKind.REFUSAL, 10));
        var injected = play(scenario, Wire.OPENAI, IntStream.range(0, 30).boxed().toList());
        assertThat(injected).hasSize(30);
        assertThat(injected.values()).noneMatch(calls -> calls.startsWith("null"));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aRepairIsAboutTheSameItemAndHealsWhenTheFaultDoes(Wire wire) throws IOException {
        for (var gold : List.of(Tickets.key(3), AnswerKey.NONE)) {
            var heals = Scenario.clean().withGold(gold).and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1).withHeals(1));
            assertThat(afterRepair(heals, wire)).isEqualTo(1);
            var stays = Scenario.clean().withGold(gold).and(Fault.ofItems(FaultKind.SCHEMA_ENUM, 1).withHeals(0));
            assertThat(afterRepair(stays, wire)).isEqualTo(2);
        }
    }

    /// How often the item's replies were spoiled in a call and its repair.
    private static int afterRepair(Scenario scenario, Wire wire) throws IOException {
        try (var simulator = Simulator.start(scenario, 0); var client = new RawClient(simulator.port())) {
            var request = RawClient.request(wire, Tickets.prompt(1), Tickets.SCHEMA);
            var reply = RawClient.said(wire, client.call(wire, request).json());
            client.call(wire, RawClient.repair(request, reply));
            assertThat(simulator.books().items()).hasSize(1);
            assertThat(simulator.books().calls().stream().map(call -> call.about().item()).distinct()).hasSize(1);
            return simulator.books().items().getFirst().times();
        }
    }

    @Test
    void anItemFaultWaitsForACallThatDoesNotFailByItself() throws IOException {
        var scenario = Scenario.clean()
                .withGold(Tickets.key(1))
                .and(Fault.ofItems(FaultKind.FENCE, 1))
                .and(new Fault(FaultKind.SERVER_ERROR, new Fault.Share.OfCalls(1, 1, 2), 1, Fault.Options.NONE));
        var seen = new ArrayList<String>();
        try (var simulator = Simulator.start(scenario, 0); var client = new RawClient(simulator.port())) {
            for (var call = 0; call < 3; call++) {
                client.call(Wire.OPENAI, RawClient.request(Wire.OPENAI, Tickets.prompt(0), Tickets.SCHEMA));
            }
            simulator.books().calls().forEach(call -> seen.add(String.valueOf(call.injected())));
        }
        assertThat(seen).containsExactly("server-error", "server-error", "fence");
    }

    @Test
    void resettingStartsTheNightOver() throws IOException {
        var scenario = Scenario.clean()
                .withGold(Tickets.key(2))
                .and(Fault.ofItems(FaultKind.EMPTY_REPLY, 1).withHeals(1));
        try (var simulator = Simulator.start(scenario, 0); var client = new RawClient(simulator.port())) {
            var request = RawClient.request(Wire.OPENAI, Tickets.prompt(0), Tickets.SCHEMA);
            assertThat(RawClient.said(Wire.OPENAI, client.call(Wire.OPENAI, request).json())).isEmpty();
            assertThat(RawClient.said(Wire.OPENAI, client.call(Wire.OPENAI, request).json())).isNotEmpty();
            assertThat(client.post("/books/reset", "").status()).isEqualTo(200);
            assertThat(simulator.books().totals().calls()).isZero();
            assertThat(RawClient.said(Wire.OPENAI, client.call(Wire.OPENAI, request).json())).isEmpty();
        }
    }

    @Test
    void ratesHitAboutTheirShareOfItemsWithoutGold() throws IOException {
        var scenario = Scenario.clean()
                .and(Fault.ofItems(FaultKind.FENCE, 0.1))
                .and(Fault.ofItems(FaultKind.PROSE, 0.2));
        var kinds = new HashSet<>(play(scenario, Wire.ANTHROPIC, upwards()).values()
                .stream()
                .map(calls -> calls.substring(0, calls.indexOf('/')))
                .toList());
        assertThat(kinds).containsExactlyInAnyOrder("null", "fence", "prose");
    }
}
