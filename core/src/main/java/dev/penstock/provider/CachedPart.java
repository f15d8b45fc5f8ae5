package dev.penstock.provider;

/// The leading part of a request that is the same for every item of its task and long enough for a prompt cache: the tool
/// if there is one, then the system prompt, then the first messages.
///
/// @param system whether the system prompt belongs to it; not when it varies with the item
/// @param messages how many of the first messages belong to it
public record CachedPart(boolean system, int messages) {
    public CachedPart {
        if (messages < 0 || (messages > 0 && !system)) {
            throw new IllegalArgumentException("a cached part has no gap: " + system + ", " + messages);
        }
    }
}
