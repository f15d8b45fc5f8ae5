package dev.penstock.check;

import java.util.Optional;

/// Finds what in the input a value most resembles, so that a reviewer sees at once what went wrong.
final class NearestText {
    private static final int LONGEST_VALUE = 200;

    private NearestText() {}

    /// @param written as the input has it, on one line
    /// @param difference in words: `2 digits swapped`
    /// @param edits how many characters were changed, added, removed or swapped with their neighbour
    record Match(String written, String difference, int edits) {}

    /// The place that takes the fewest edits; empty if even that takes more than a third of the value's characters.
    ///
    /// @param within how many of the input's characters to search
    static Optional<Match> of(FoldedText value, FoldedText input, int within) {
        var wanted = value.text();
        if (wanted.length() < 2 || wanted.length() > LONGEST_VALUE || input.text().isEmpty() || within == 0) {
            return Optional.empty();
        }
        var searched = input.text().substring(0, Math.min(input.text().length(), within));
        var best = new Alignment(wanted, searched).best();
        if (best.edits() > Math.max(1, wanted.length() / 3)) {
            return Optional.empty();
        }
        var from = input.wordStart(best.from());
        var to = input.wordEnd(best.to() - 1);
        var written = input.written(from, to).replaceAll("\\s+", " ");
        return Optional.of(new Match(Excerpt.first(written, 80),
                difference(wanted, input.text().substring(from, to)), best.edits()));
    }

    /// What turned the one into the other.
    static String difference(String value, String found) {
        if (value.replace(".", "").equals(found.replace(".", ""))) {
            return "the decimal point";
        }
        return value.length() == found.length() ? changed(value, found) : lengthened(value, found);
    }

    private static String changed(String value, String found) {
        var first = mismatch(value, found);
        var last = value.length() - 1;
        while (last > first && value.charAt(last) == found.charAt(last)) {
            last--;
        }
        if (last == first + 1 && value.charAt(first) == found.charAt(last)
                && value.charAt(last) == found.charAt(first)) {
            return "2 " + kind(value.substring(first, last + 1), 2) + " swapped";
        }
        var differing = new StringBuilder();
        for (var i = 0; i < value.length(); i++) {
            if (value.charAt(i) != found.charAt(i)) {
                differing.append(value.charAt(i));
            }
        }
        var count = differing.length();
        return count + " " + kind(differing.toString(), count) + (count == 1 ? " differs" : " differ");
    }

    private static String lengthened(String value, String found) {
        var longer = value.length() > found.length() ? value : found;
        var shorter = longer.equals(value) ? found : value;
        var first = mismatch(longer, shorter);
        var extra = longer.length() - shorter.length();
        if (longer.substring(first + extra).equals(shorter.substring(first))) {
            return extra + " " + kind(longer.substring(first, first + extra), extra)
                    + (longer.equals(value) ? " too many" : " missing");
        }
        return "written differently";
    }

    private static int mismatch(String one, String other) {
        var at = 0;
        while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return at;
    }

    private static String kind(String characters, int count) {
        var kind = characters.chars().allMatch(Character::isDigit)
                ? "digit"
                : characters.chars().allMatch(Character::isLetter) ? "letter" : "character";
        return count == 1 ? kind : kind + "s";
    }

    /// The cheapest alignment of a whole value with any part of a text (Sellers 1980), a swap of neighbours counting as one
    /// edit.
    private static final class Alignment {
        private final String value;
        private final String text;
        private int[] twoAgo;
        private int[] oneAgo;
        private int[] now;
        private int[] fromTwoAgo;
        private int[] fromOneAgo;
        private int[] fromNow;

        Alignment(String value, String text) {
            this.value = value;
            this.text = text;
            var rows = value.length() + 1;
            this.twoAgo = new int[rows];
            this.oneAgo = new int[rows];
            this.now = new int[rows];
            this.fromTwoAgo = new int[rows];
            this.fromOneAgo = new int[rows];
            this.fromNow = new int[rows];
        }

        /// @param to exclusive
        record Place(int edits, int from, int to) {}

        Place best() {
            for (var row = 0; row <= value.length(); row++) {
                oneAgo[row] = row;
            }
            var best = new Place(Integer.MAX_VALUE, 0, 1);
            for (var at = 0; at < text.length(); at++) {
                column(at);
                if (now[value.length()] < best.edits()) {
                    best = new Place(now[value.length()], Math.min(fromNow[value.length()], at), at + 1);
                }
                turn();
            }
            return best;
        }

        private void column(int at) {
            now[0] = 0;
            fromNow[0] = at + 1;
            for (var row = 1; row <= value.length(); row++) {
                var same = value.charAt(row - 1) == text.charAt(at);
                take(row, oneAgo[row - 1] + (same ? 0 : 1), row == 1 ? at : fromOneAgo[row - 1]);
                better(row, oneAgo[row] + 1, fromOneAgo[row]);
                better(row, now[row - 1] + 1, fromNow[row - 1]);
                if (row > 1 && at > 0 && value.charAt(row - 1) == text.charAt(at - 1)
                        && value.charAt(row - 2) == text.charAt(at)) {
                    better(row, twoAgo[row - 2] + 1, row == 2 ? at - 1 : fromTwoAgo[row - 2]);
                }
            }
        }

        private void take(int row, int edits, int from) {
            now[row] = edits;
            fromNow[row] = from;
        }

        private void better(int row, int edits, int from) {
            if (edits < now[row]) {
                take(row, edits, from);
            }
        }

        private void turn() {
            var free = twoAgo;
            twoAgo = oneAgo;
            oneAgo = now;
            now = free;
            var freeFrom = fromTwoAgo;
            fromTwoAgo = fromOneAgo;
            fromOneAgo = fromNow;
            fromNow = freeFrom;
        }
    }
}
