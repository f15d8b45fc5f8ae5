package dev.penstock.settings;

/// One thing that is wrong in a file.
///
/// @param file as the user would name it
/// @param line first line is 1; 0 when the problem has no line
/// @param key dotted path such as `endpoints.claude.limits.concurrency`; empty for the whole file
/// @param message what is wrong, naming the value
/// @param allowed what is allowed or what to do next; empty when the message says it
public record Problem(String file, int line, String key, String message, String allowed) {
    @Override
    public String toString() {
        var place = line > 0 ? file + ":" + line : file;
        return place + (key.isEmpty() ? "" : " " + key) + ": " + message + (allowed.isEmpty() ? "" : "; " + allowed);
    }
}
