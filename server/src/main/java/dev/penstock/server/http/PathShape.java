package dev.penstock.server.http;

/// Compares a path with the path of a route.
final class PathShape {
    private PathShape() {}

    static boolean matches(String shape, String path) {
        var wanted = shape.split("/", -1);
        var given = path.split("/", -1);
        if (wanted.length != given.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (!wanted[i].startsWith("{") && !wanted[i].equals(given[i])) {
                return false;
            }
        }
        return true;
    }
}
