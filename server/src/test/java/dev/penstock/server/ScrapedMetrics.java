package dev.penstock.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What `/metrics` said, read as Prometheus does.
record ScrapedMetrics(String text, Map<String, String> types, List<Series> series) {
    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    record Series(String name, Map<String, String> labels, double value) {}

    static ScrapedMetrics of(Served served) {
        var reply = served.get("/metrics");
        if (reply.status() != 200) {
            throw new AssertionError(reply.text());
        }
        return read(reply.text());
    }

    static ScrapedMetrics read(String text) {
        var types = new HashMap<String, String>();
        var series = new ArrayList<Series>();
        for (var line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                var words = line.split(" ", -1);
                types.put(words[2], words[3]);
            } else if (!line.startsWith("#")) {
                series.add(series(line));
            }
        }
        return new ScrapedMetrics(text, Map.copyOf(types), List.copyOf(series));
    }

    private static Series series(String line) {
        var parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new AssertionError("not a line of the text format: " + line);
        }
        var labels = new HashMap<String, String>();
        var label = LABEL.matcher(parts.group(2) == null ? "" : parts.group(2));
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        return new Series(parts.group(1), Map.copyOf(labels), Double.parseDouble(parts.group(3)));
    }

    /// Names of everything that has a series, those of a histogram's parts included.
    Set<String> names() {
        return series.stream().map(Series::name).collect(Collectors.toSet());
    }

    /// @param labels names and values, in turn
    double sum(String name, String... labels) {
        return series.stream()
                .filter(one -> one.name().equals(name) && matches(one, labels))
                .mapToDouble(Series::value)
                .sum();
    }

    private static boolean matches(Series one, String... labels) {
        for (int i = 0; i < labels.length; i += 2) {
            if (!labels[i + 1].equals(one.labels().get(labels[i]))) {
                return false;
            }
        }
        return true;
    }
}
