package dev.penstock.server.console;

import dev.penstock.server.http.Call;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a reviewer had typed when their session was over. It goes through the login in hidden fields of pages, and is nowhere else.
///
/// @param letter the dead letter it is about; empty when nothing was typed
/// @param fields of the review by name, without what was to be done with them
public record Held(String letter, Map<String, List<String>> fields) {
    static final Held NOTHING = new Held("", Map.of());

    /// What a form asks for that shows what was held, and decides nothing.
    public static final String BACK = "back";

    private static final String LETTER = "letter";
    private static final String DO = "do";
    private static final String OF_THE_REVIEW = "held:";

    public Held {
        fields = Map.copyOf(fields);
    }

    static Held ofReview(Call call) {
        var fields = new TreeMap<>(call.form());
        fields.remove(DO);
        return new Held(call.path(LETTER), fields);
    }

    static Held ofLogin(Call call) {
        var fields = new TreeMap<String, List<String>>();
        call.form().forEach((name, values) -> {
            if (name.startsWith(OF_THE_REVIEW)) {
                fields.put(name.substring(OF_THE_REVIEW.length()), values);
            }
        });
        return new Held(call.field(LETTER), fields);
    }

    public boolean anything() {
        return !letter.isEmpty();
    }

    /// The name of a field in the form of the login.
    public String inLogin(String field) {
        return OF_THE_REVIEW + field;
    }

    /// Where the review is.
    public String review() {
        return LetterQuery.OPEN.review(letter);
    }
}
