package dev.penstock.jdbc;

import java.util.random.RandomGenerator;

/// Short random ids with a prefix that says what they are of.
record RandomId(String prefix, RandomGenerator random) {
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 8;

    String next() {
        var id = new StringBuilder(prefix);
        for (int i = 0; i < LENGTH; i++) {
            id.append(BASE32.charAt(random.nextInt(BASE32.length())));
        }
        return id.toString();
    }
}
