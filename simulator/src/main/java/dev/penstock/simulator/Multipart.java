package dev.penstock.simulator;

import dev.penstock.provider.Body;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The parts of a `multipart/form-data` body (RFC 7578).
record Multipart(List<Part> parts) {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"]*)\"");

    /// @param fileName empty when it is no file
    record Part(String name, String fileName, Body body) {}

    /// Empty when it is none.
    static Optional<Multipart> of(HttpRequest request) {
        var boundary = BOUNDARY.matcher(request.headers().getOrDefault("content-type", ""));
        return boundary.find()
                ? Optional.of(split(request.body().bytes(), "--" + boundary.group(1)))
                : Optional.empty();
    }

    private static Multipart split(byte[] body, String delimiter) {
        var mark = delimiter.getBytes(StandardCharsets.ISO_8859_1);
        var parts = new ArrayList<Part>();
        var start = find(body, mark, 0);
        for (var next = find(body, mark, start + mark.length); next >= 0; next = find(body, mark,
                start + mark.length)) {
            parts.add(part(Arrays.copyOfRange(body, start + mark.length + 2, next - 2)));
            start = next;
        }
        return new Multipart(List.copyOf(parts));
    }

    private static Part part(byte[] bytes) {
        var blank = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        var end = Math.max(0, find(bytes, blank, 0));
        var head = new String(bytes, 0, end, StandardCharsets.UTF_8);
        return new Part(first(NAME, head), first(FILE_NAME, head),
                new Body(Arrays.copyOfRange(bytes, Math.min(bytes.length, end + blank.length), bytes.length)));
    }

    private static String first(Pattern pattern, String head) {
        var matcher = pattern.matcher(head);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static int find(byte[] in, byte[] what, int from) {
        for (var i = Math.max(0, from); i <= in.length - what.length; i++) {
            if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }

    Optional<Part> get(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }
}
