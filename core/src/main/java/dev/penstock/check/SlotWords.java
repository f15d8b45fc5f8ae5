package dev.penstock.check;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The vocabulary that tells a template's slot such as `[Customer Name]` from ordinary bracketed words such as `[sic]`.
final class SlotWords {
    private static final Set<String> NOUNS = Set.of("name", "names", "surname", "firstname", "lastname", "date",
            "address",
            "email", "mail", "phone", "telephone", "company", "organization", "organisation", "amount", "city",
            "country",
            "street", "zip", "department", "recipient", "sender", "signature", "username", "password", "url",
            "website");
    /// Slots only after another word: `[Order Number]`, but `[number]` may be anything.
    private static final Set<String> LATER_NOUNS = Set.of("number", "id", "title", "position", "location", "time",
            "code",
            "price", "product", "link", "details", "reason", "info", "information", "description");
    private static final Set<String> QUALIFIERS = Set.of("customer", "client", "user", "company", "business", "agent",
            "first", "last", "full", "family", "order", "account", "card", "product", "phone", "email", "contact",
            "billing", "shipping", "street", "due", "start", "end", "today's", "current", "your", "the", "recipient's",
            "sender's", "customer's", "tracking", "reference", "invoice", "ticket", "job", "mobile", "of", "support",
            "employee", "manager", "patient", "bank");
    private static final Set<String> UPPER_ONLY = Set.of("TBD", "UNKNOWN", "N/A", "PLACEHOLDER", "TBC", "BLANK");
    private static final Set<String> OPENERS = Set.of("insert", "your");

    private SlotWords() {}

    /// Whether what stands between the brackets names something that should have been filled in.
    static boolean name(String slot) {
        var words = Arrays.asList(slot.strip().split("[ _/-]+"));
        var lower = words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        return UPPER_ONLY.contains(slot) || lower.contains("placeholder") || isInstruction(lower)
                || (endsInNoun(lower) && (words.stream().allMatch(SlotWords::isCapital) || isQualified(lower)));
    }

    private static boolean isInstruction(List<String> words) {
        return words.size() > 1 && (OPENERS.contains(words.getFirst())
                || (words.getLast().equals("here")
                        && Set.of("enter", "add", "put", "fill").contains(words.getFirst())));
    }

    private static boolean endsInNoun(List<String> words) {
        return NOUNS.contains(words.getLast()) || (words.size() > 1 && LATER_NOUNS.contains(words.getLast()));
    }

    private static boolean isCapital(String word) {
        return !word.isEmpty() && Character.isUpperCase(word.charAt(0));
    }

    private static boolean isQualified(List<String> words) {
        return words.subList(0, words.size() - 1)
                .stream()
                .allMatch(word -> QUALIFIERS.contains(word) || NOUNS.contains(word));
    }
}
