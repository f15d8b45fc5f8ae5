package dev.penstock.check;

/// Cuts text that a model wrote to what a person needs to see.
final class Excerpt {
    private static final int LONGEST = 200;

    private Excerpt() {}

    /// The first 200 characters; never half a surrogate pair at the cut.
    static String of(String text) {
        return first(text, LONGEST);
    }

    static String first(String text, int chars) {
        if (text.length() <= chars) {
            return text;
        }
        var end = Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
        return text.substring(0, end) + "…";
    }

    /// Whether every surrogate has its other half: only then can the text be stored as UTF-8 and read back the same.
    static boolean isUnicode(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c) || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
