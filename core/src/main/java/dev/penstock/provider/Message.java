package dev.penstock.provider;

/// One turn of the conversation.
public record Message(Role role, String text) {
    public enum Role {
        USER, ASSISTANT
    }

    public static Message user(String text) {
        return new Message(Role.USER, text);
    }

    public static Message assistant(String text) {
        return new Message(Role.ASSISTANT, text);
    }
}
