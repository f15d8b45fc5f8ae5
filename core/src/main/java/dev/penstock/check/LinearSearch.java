package dev.penstock.check;

import java.util.function.IntPredicate;

/// Finds a text in others in linear time whatever they hold (Knuth, Morris, Pratt): the reply and the input are both
/// hostile until shown otherwise.
final class LinearSearch {
    private final String wanted;
    private final int[] borders;

    LinearSearch(String wanted) {
        this.wanted = wanted;
        this.borders = new int[wanted.length() + 1];
        borders[0] = -1;
        for (int i = 0, border = -1; i < wanted.length();) {
            while (border >= 0 && wanted.charAt(i) != wanted.charAt(border)) {
                border = borders[border];
            }
            borders[++i] = ++border;
        }
    }

    /// Whether it stands in the text at a place that will do.
    boolean anyIn(String text, IntPredicate place) {
        var matched = 0;
        for (var at = 0; at < text.length(); at++) {
            while (matched >= 0 && text.charAt(at) != wanted.charAt(matched)) {
                matched = borders[matched];
            }
            if (++matched == wanted.length()) {
                if (place.test(at + 1 - matched)) {
                    return true;
                }
                matched = borders[matched];
            }
        }
        return false;
    }
}
