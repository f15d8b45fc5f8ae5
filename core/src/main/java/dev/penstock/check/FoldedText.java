package dev.penstock.check;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// A text reduced to what a copy of it must keep: letters and digits in lower case, without accents, width and ligatures,
/// and the decimal points of numbers. Letters of all scripts stay.
///
/// Remembers where each character came from, so that a place in the folded text can be shown as it was written.
final class FoldedText {
    private static final int LONGEST_SHORT = 4;
    private static final int LONGEST_SHORT_NUMBER = 6;

    private final String source;
    private final String text;
    private final int[] origins;
    private final BitSet wordStarts;

    private FoldedText(String source, String text, int[] origins, BitSet wordStarts) {
        this.source = source;
        this.text = text;
        this.origins = origins;
        this.wordStarts = wordStarts;
    }

    static FoldedText of(String written) {
        return new Folding(composed(written)).fold();
    }

    private static String composed(String written) {
        for (var i = 0; i < written.length(); i++) {
            if (written.charAt(i) > 0x7f) {
                return Normalizer.normalize(written,
                        hasHalfWidthVoicing(written) ? Normalizer.Form.NFKC : Normalizer.Form.NFC);
            }
        }
        return written;
    }

    /// Katakana of half width write a voiced letter as two, which only the compatibility form makes one.
    private static boolean hasHalfWidthVoicing(String written) {
        return written.indexOf('\uff9e') >= 0 || written.indexOf('\uff9f') >= 0;
    }

    /// The folded characters.
    String text() {
        return text;
    }

    /// Whether the value stands in this text. Its outermost digits must not be part of a longer number here, a short number
    /// of it must be one here too, and a value of up to four characters must not be part of a word: `7782` is not in
    /// `A-77821`, `17.42` is not in `1 x 7.42`, `rm` is not in `farm`.
    boolean holds(FoldedText value) {
        var wanted = value.text;
        var wholeWords = wanted.length() <= LONGEST_SHORT;
        var tight = value.insideShortNumbers();
        return new LinearSearch(wanted).anyIn(text, at -> endsHere(at, wholeWords)
                && endsHere(at + wanted.length(), wholeWords) && tight.stream().allMatch(in -> inNumber(at + in)));
    }

    /// The places inside numbers of up to six characters; longer ones (telephone, card and account numbers) may be written in
    /// groups elsewhere.
    private BitSet insideShortNumbers() {
        var inside = new BitSet();
        for (int from = 0, to = 1; from < text.length(); from = to, to++) {
            while (to < text.length() && inNumber(to)) {
                to++;
            }
            if (to - from <= LONGEST_SHORT_NUMBER) {
                inside.set(from + 1, to);
            }
        }
        return inside;
    }

    private boolean endsHere(int at, boolean wholeWords) {
        return at == 0 || at == text.length() || !(inNumber(at) || (wholeWords && inWord(at)));
    }

    /// Whether the characters before and at this place belong to one number.
    private boolean inNumber(int at) {
        var gap = origins[at] - origins[at - 1];
        if (!isNumeric(at - 1) || !isNumeric(at) || gap > 2) {
            return false;
        }
        return gap == 1 || Decimals.isGrouping(source, origins[at] - 1);
    }

    private boolean isNumeric(int at) {
        return text.charAt(at) == '.' || Decimals.isDigit(text.charAt(at));
    }

    private boolean inWord(int at) {
        return !wordStarts.get(at) && isSpaced(text.charAt(at - 1)) && isSpaced(text.charAt(at));
    }

    /// Whether words of this letter's script stand by themselves, with blanks around them.
    private static boolean isSpaced(char c) {
        return Character.isLetter(c) && switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, THAI, LAO, KHMER, MYANMAR -> false;
            default -> true;
        };
    }

    /// The words in order: runs of letters and digits with nothing between them.
    List<String> words() {
        var words = new ArrayList<String>();
        for (var from = 0; from < text.length();) {
            var end = wordEnd(from);
            words.add(text.substring(from, end));
            from = end;
        }
        return words;
    }

    /// First place after the word that stands here.
    int wordEnd(int at) {
        var next = wordStarts.nextSetBit(at + 1);
        return next < 0 ? text.length() : next;
    }

    /// Where the word that stands here begins.
    int wordStart(int at) {
        return Math.max(0, wordStarts.previousSetBit(at));
    }

    /// What was written where this part of the folded text comes from.
    String written(int from, int to) {
        var last = origins[to - 1];
        return source.substring(origins[from], last + Character.charCount(source.codePointAt(last)));
    }

    /// Builds one.
    private static final class Folding {
        private final String source;
        private final StringBuilder text;
        private final BitSet wordStarts = new BitSet();
        private int[] origins;
        private boolean apart = true;

        Folding(String source) {
            this.source = source;
            this.text = new StringBuilder(source.length());
            this.origins = new int[source.length() + 1];
        }

        FoldedText fold() {
            for (var at = 0; at < source.length();) {
                var c = source.codePointAt(at);
                if (c < 0x80) {
                    ascii((char) c, at);
                } else {
                    other(c, at);
                }
                at += Character.charCount(c);
            }
            return new FoldedText(source, text.toString(), Arrays.copyOf(origins, text.length()), wordStarts);
        }

        private void ascii(char c, int at) {
            if (c >= 'A' && c <= 'Z') {
                add((char) (c + 32), at);
            } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                add(c, at);
            } else if (Decimals.isPoint(source, at)) {
                add('.', at);
            } else {
                apart = true;
            }
        }

        private void other(int c, int at) {
            if (Character.isDigit(c)) {
                add((char) ('0' + Character.digit(c, 10)), at);
            } else if (Character.isLetter(c) || isMark(c)) {
                var plain = LetterFolding.of(c);
                for (var i = 0; i < plain.length(); i++) {
                    add(plain.charAt(i), at);
                }
            } else {
                apart = Character.getType(c) == Character.FORMAT ? apart : true;
            }
        }

        private static boolean isMark(int c) {
            var type = Character.getType(c);
            return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
        }

        private void add(char c, int at) {
            if (text.length() == origins.length) {
                origins = Arrays.copyOf(origins, origins.length * 2);
            }
            wordStarts.set(text.length(), apart);
            origins[text.length()] = at;
            text.append(c);
            apart = false;
        }
    }
}
