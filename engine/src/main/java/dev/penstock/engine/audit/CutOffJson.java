package dev.penstock.engine.audit;

/// Tells JSON that was cut off at its end from text that is no JSON at all.
final class CutOffJson {
    private static final String STARTS = "\"{[]}-0123456789tfn";

    private CutOffJson() {}

    /// Whether the first bracket of the text opens JSON that never closes.
    static boolean in(String text) {
        int start = firstBracket(text);
        return start >= 0 && startsJson(text, start) && !closes(text, start);
    }

    private static int firstBracket(String text) {
        int brace = text.indexOf('{');
        int bracket = text.indexOf('[');
        return brace < 0 ? bracket : bracket < 0 ? brace : Math.min(brace, bracket);
    }

    /// `[sic` and `{name` are prose.
    private static boolean startsJson(String text, int start) {
        int next = start + 1;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next == text.length() || STARTS.indexOf(text.charAt(next)) >= 0;
    }

    private static boolean closes(String text, int start) {
        int depth = 0;
        boolean inString = false;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inString) {
                i += c == '\\' ? 1 : 0;
                inString = c != '"';
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                return true;
            }
        }
        return false;
    }
}
