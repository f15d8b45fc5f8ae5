package dev.penstock.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A text with `${NAME}` replaced by environment variables.
///
/// @param text the result, of no use while variables are missing
/// @param variables their names, in order
/// @param missing those that are not set
record Substitution(String text, List<String> variables, List<String> missing) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

    /// @param env null to leave the text as it is
    static Substitution of(String text, @Nullable Function<String, @Nullable String> env) {
        if (env == null) {
            return new Substitution(text, List.of(), List.of());
        }
        var variables = new ArrayList<String>();
        var missing = new ArrayList<String>();
        var result = new StringBuilder();
        var matcher = VARIABLE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            result.append(text, end, matcher.start());
            var name = matcher.group(1);
            if (name != null) {
                variables.add(name);
            }
            result.append(name == null ? "${" : value(name, env, missing));
            end = matcher.end();
        }
        return new Substitution(result.append(text, end, text.length()).toString(), List.copyOf(variables),
                List.copyOf(missing));
    }

    private static String value(String name, Function<String, @Nullable String> env, List<String> missing) {
        var value = env.apply(name);
        if (value == null || value.isEmpty()) {
            missing.add(name);
            return "";
        }
        return value;
    }
}
