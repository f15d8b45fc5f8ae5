package dev.penstock.simulator;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Slips in copying a number. Empty when the text has no digit to slip on.
final class WrongDigits {
    private WrongDigits() {}

    /// One digit is another.
    static Optional<String> changed(String text, RandomGenerator chance) {
        return drawn(IntStream.range(0, text.length()).filter(at -> isDigit(text, at)), chance).map(at -> {
            var other = (text.charAt(at) - '0' + 1 + chance.nextInt(9)) % 10;
            return text.substring(0, at) + other + text.substring(at + 1);
        });
    }

    /// Two different digits side by side have changed places.
    static Optional<String> swapped(String text, RandomGenerator chance) {
        return drawn(IntStream.range(1, text.length())
                .filter(at -> isDigit(text, at - 1) && isDigit(text, at) && text.charAt(at - 1) != text.charAt(at)),
                chance)
                .map(at -> text.substring(0, at - 1) + text.charAt(at) + text.charAt(at - 1) + text.substring(at + 1));
    }

    private static Optional<Integer> drawn(IntStream places, RandomGenerator chance) {
        var all = places.boxed().toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(chance.nextInt(all.size())));
    }

    private static boolean isDigit(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }
}
