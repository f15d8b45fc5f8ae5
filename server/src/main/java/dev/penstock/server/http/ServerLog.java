package dev.penstock.server.http;

/// Where the server says what its operator should know. Lines carry ids, counts and types: never a prompt, a reply or a
/// key.
@FunctionalInterface
public interface ServerLog {
    void say(String line);
}
