package dev.penstock.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds which of many known texts a message holds. Built first, then read by any number of threads.
final class TextIndex<T> {
    private static final int GRAM = 16;
    private static final Pattern TAGGED = Pattern.compile("<([\\w-]+)>(.*?)</\\1>", Pattern.DOTALL);

    private record Entry<T>(String text, T value) {}

    private final Map<String, T> whole = new HashMap<>();
    private final Map<String, List<Entry<T>>> byFirstGram = new HashMap<>();
    private final List<Entry<T>> tooShort = new ArrayList<>();

    void add(String text, T value) {
        whole.putIfAbsent(text, value);
        addInside(text, value);
        // A prompt may show the record as JSON.
        var quoted = Texts.JSON.writeValueAsString(text);
        var escaped = quoted.substring(1, quoted.length() - 1);
        if (!escaped.equals(text)) {
            addInside(escaped, value);
        }
    }

    private void addInside(String text, T value) {
        var entries = text.length() < GRAM
                ? tooShort
                : byFirstGram.computeIfAbsent(text.substring(0, GRAM), _ -> new ArrayList<>(1));
        entries.add(new Entry<>(text, value));
    }

    /// The text is the whole message, stands between tags, or is a line; of several lines the last.
    Optional<T> standingAlone(String message) {
        var found = whole.get(message.strip());
        if (found != null) {
            return Optional.of(found);
        }
        var tagged = TAGGED.matcher(message);
        @Nullable
        T last = null;
        while (tagged.find()) {
            var inside = whole.get(tagged.group(2).strip());
            last = inside == null ? last : inside;
        }
        return last == null ? lastLine(message) : Optional.of(last);
    }

    private Optional<T> lastLine(String message) {
        return message.lines()
                .toList()
                .reversed()
                .stream()
                .map(line -> Optional.ofNullable(whole.get(line.strip())))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// The longest known text that stands anywhere in the message.
    Optional<T> inside(String message) {
        @Nullable
        Entry<T> longest = null;
        for (var i = 0; i + GRAM <= message.length(); i++) {
            for (var entry : byFirstGram.getOrDefault(message.substring(i, i + GRAM), List.of())) {
                if (message.startsWith(entry.text(), i)) {
                    longest = longer(longest, entry);
                }
            }
        }
        for (var entry : longest == null ? tooShort : List.<Entry<T>>of()) {
            if (message.contains(entry.text())) {
                longest = longer(longest, entry);
            }
        }
        return Optional.ofNullable(longest).map(Entry::value);
    }

    private static <T> Entry<T> longer(@Nullable Entry<T> one, Entry<T> other) {
        return one == null || other.text().length() > one.text().length() ? other : one;
    }
}
