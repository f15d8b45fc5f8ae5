package dev.penstock.bench;

import dev.penstock.simulator.Episode;
import dev.penstock.simulator.Scenario;
import java.util.List;
import java.util.Locale;

/// Answers per second over time, one line for each client, as SVG that is legible on light and dark pages.
final class StormPlot {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 400;
    private static final int LEFT = 56;
    private static final int RIGHT = 16;
    private static final int TOP = 64;
    private static final int BOTTOM = 48;
    private static final double BUCKET_MINUTES = 0.25;
    private static final List<String> COLOURS = List.of("#b5483a", "#c98a1b", "#1f6f8b");

    private final Scenario scenario;
    private final List<StormBench.Row> rows;
    private final double minutes;
    private final double most;

    StormPlot(Scenario scenario, List<StormBench.Row> rows) {
        this.scenario = scenario;
        this.rows = rows;
        this.minutes = Math.ceil(rows.stream().mapToDouble(row -> row.answers().getLast()).max().orElse(1)) + 0.5;
        this.most = 5 * Math.ceil(rows.stream().mapToDouble(StormPlot::peak).max().orElse(1) / 5 + 0.2);
    }

    private static double peak(StormBench.Row row) {
        var most = 0.0;
        for (var from = 0.0; from < row.answers().getLast(); from += BUCKET_MINUTES) {
            most = Math.max(most, perSecond(row, from));
        }
        return most;
    }

    String svg() {
        var svg = new StringBuilder();
        svg.append(text(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"system-ui, sans-serif\""
                        + " font-size=\"13\">%n",
                WIDTH, HEIGHT));
        svg.append(text("<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#ffffff\"/>%n", WIDTH, HEIGHT));
        episodes(svg);
        axes(svg);
        for (var i = 0; i < rows.size(); i++) {
            line(svg, rows.get(i), COLOURS.get(i), i == rows.size() - 1 ? 2.6 : 1.8);
            legend(svg, i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void episodes(StringBuilder svg) {
        for (var episode : scenario.episodes()) {
            if (episode.span() instanceof Episode.Span.Time(var from, var to)) {
                var start = x(from.toMillis() / 60e3);
                var end = x(to.toMillis() / 60e3);
                svg.append(
                        text("<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#efece6\"/>%n", start, TOP,
                                end - start, HEIGHT - TOP - BOTTOM));
                svg.append(text("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#6b655b\">overload</text>%n",
                        (start + end) / 2, TOP + 18));
            }
        }
    }

    private void axes(StringBuilder svg) {
        for (var perSecond = 0; perSecond <= most; perSecond += 5) {
            svg.append(text("<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#d9d5cd\"/>%n", LEFT,
                    WIDTH - RIGHT,
                    y(perSecond), y(perSecond)));
            svg.append(text("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#4a463f\">%d</text>%n", LEFT - 8,
                    y(perSecond) + 4, perSecond));
        }
        for (var minute = 0; minute <= minutes; minute += 2) {
            svg.append(text("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#4a463f\">%d</text>%n", x(minute),
                    HEIGHT - BOTTOM + 18, minute));
        }
        svg.append(text("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#4a463f\">simulated minutes</text>%n",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10));
        svg.append(
                text("<text x=\"%d\" y=\"%d\" fill=\"#4a463f\">answers kept per second</text>%n", LEFT - 40, TOP - 12));
    }

    private void line(StringBuilder svg, StormBench.Row row, String colour, double stroke) {
        svg.append(
                text("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\" stroke-linejoin=\"round\" points=\"",
                        colour,
                        stroke));
        for (var from = 0.0; from < row.answers().getLast() + BUCKET_MINUTES; from += BUCKET_MINUTES) {
            svg.append(text("%.1f,%.1f ", x(from + BUCKET_MINUTES / 2), y(perSecond(row, from))));
        }
        svg.append(text("\"/>%n"));
    }

    private void legend(StringBuilder svg, int i) {
        var left = LEFT + i * 290;
        var lost = rows.get(i).lost();
        svg.append(text("<rect x=\"%d\" y=\"16\" width=\"18\" height=\"4\" fill=\"%s\"/>%n", left, COLOURS.get(i)));
        svg.append(
                text("<text x=\"%d\" y=\"22\" fill=\"#26231e\">%s: %s lost</text>%n", left + 24, rows.get(i).client(),
                        lost == 0 ? "none" : text("%,d", lost)));
    }

    private static double perSecond(StormBench.Row row, double fromMinute) {
        var answers = row.answers()
                .stream()
                .filter(minute -> minute >= fromMinute && minute < fromMinute + BUCKET_MINUTES)
                .count();
        return answers / (60 * BUCKET_MINUTES);
    }

    private double x(double minute) {
        return LEFT + minute / minutes * (WIDTH - LEFT - RIGHT);
    }

    private double y(double perSecond) {
        return HEIGHT - BOTTOM - perSecond / most * (HEIGHT - TOP - BOTTOM);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
    }
}
