package dev.penstock.cli;

import dev.penstock.engine.Figures;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A moment of a run on one line, for output that is not a terminal.
final class PlainLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private PlainLine() {}

    static String render(RunView view, Instant time, ZoneId zone) {
        var now = view.now();
        var spent = now.costUsd().values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        var endpoint = view.endpoint().word();
        return stamp(time, zone) + " " + view.run().task() + " " + view.share() + " " + now.accepted() + " ok "
                + now.deadLettered() + " dead " + now.pending() + (now.readingEnded() ? "" : "+") + " left "
                + Math.round(view.pace().callsPerMinute()) + "/min " + Figures.usd(spent) + " p95="
                + Figures.seconds(now.latency().p95()) + " eta=" + view.eta()
                + (endpoint.equals("open") ? "" : " " + view.run().endpoint() + "=" + endpoint)
                + (view.batches().isEmpty() ? "" : " " + view.batches())
                + (view.run().simulated() ? " SIMULATED" : "");
    }

    static String stamp(Instant time, ZoneId zone) {
        return TIME.format(time.atZone(zone));
    }
}
