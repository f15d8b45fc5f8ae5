package dev.penstock.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The parameters behind a path's question mark.
record Query(String text) {
    Optional<String> get(String name) {
        return Arrays.stream(text.split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst();
    }

    /// One page of a list, newest first.
    ///
    /// @param more whether there is another page behind it
    record Page<T>(List<T> things, boolean more) {}

    /// The page that the parameters ask for.
    ///
    /// @param after the parameter that names the last thing of the page before
    /// @param most how long a page may be
    <T> Page<T> page(List<T> all, Function<T, String> id, String after, int usual, int most) {
        var from = get(after).map(last -> all.stream().map(id).toList().indexOf(last) + 1).orElse(0);
        var limit = get("limit").map(Integer::parseInt).orElse(usual);
        var to = Math.min(all.size(), from + Math.clamp(limit, 1, most));
        return new Page<>(all.subList(from, to), to < all.size());
    }
}
