package dev.penstock.check;

import java.text.Normalizer;
import java.util.Map;

/// Lower case, and without what typesetting or a keyboard adds to a letter: accents, width, ligatures.
final class LetterFolding {
    private static final Map<Integer, String> SPELLED_OUT = Map.ofEntries(Map.entry((int) 'ß', "ss"),
            Map.entry((int) 'ẞ', "ss"), Map.entry((int) 'æ', "ae"), Map.entry((int) 'Æ', "ae"),
            Map.entry((int) 'œ', "oe"), Map.entry((int) 'Œ', "oe"), Map.entry((int) 'ø', "o"),
            Map.entry((int) 'Ø', "o"), Map.entry((int) 'ł', "l"), Map.entry((int) 'Ł', "l"),
            Map.entry((int) 'đ', "d"), Map.entry((int) 'Đ', "d"));

    private LetterFolding() {}

    /// @param letter a letter or a mark outside ASCII
    static String of(int letter) {
        var spelledOut = SPELLED_OUT.get(letter);
        if (spelledOut != null) {
            return spelledOut;
        }
        var plain = new StringBuilder();
        Normalizer.normalize(Character.toString(letter), Normalizer.Form.NFKD)
                .codePoints()
                .filter(c -> c < 0x300 || c > 0x36f)
                .filter(c -> Character.isLetterOrDigit(c) || c > 0x36f)
                .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
                .forEach(plain::appendCodePoint);
        return Normalizer.normalize(plain, Normalizer.Form.NFC);
    }
}
