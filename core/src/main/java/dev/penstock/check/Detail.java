package dev.penstock.check;

import java.util.List;

/// The one line of a failure: what broke where, nothing that the model wrote.
final class Detail {
    private static final int MOST = 5;

    private Detail() {}

    static String of(List<String> places) {
        var first = String.join("; ", places.stream().map(String::strip).distinct().limit(MOST).toList());
        var more = places.stream().distinct().count() - MOST;
        return more > 0 ? first + "; and " + more + " more" : first;
    }
}
