package dev.penstock.engine;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A task of the registry, ready to generate. Immutable; safe for use by many threads; keep it or ask for it each time.
public final class Task {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Generations generations;
    private final String name;
    private final @Nullable Duration patience;

    Task(Generations generations, String name, @Nullable Duration patience) {
        this.generations = generations;
        this.name = name;
        this.patience = patience;
    }

    public String name() {
        return name;
    }

    /// `sha256:` and 64 hex digits: which prompt this process uses, from the first use of the task on.
    public String promptVersion() {
        return generations.prompt(name).version();
    }

    /// The same task for a caller who will not wait longer than this, counted from when the generation is in the store. When the time is over, [#generate] throws
    /// [GenerationPendingException]; the generation itself goes on, and its outcome can be fetched later.
    ///
    /// @throws IllegalArgumentException if the time is not above zero
    public Task within(Duration patience) {
        if (!patience.isPositive()) {
            throw new IllegalArgumentException("the time to wait must be above zero, was " + patience);
        }
        return new Task(generations, name, patience);
    }

    /// Generates under an id made for it. As [#generate(String, Object)].
    public Outcome generate(Object input) throws InterruptedException {
        return generate(newId(), input);
    }

    /// Takes one input all the way to its outcome. Blocks meanwhile, through rate limits and retries; call it from a virtual
    /// thread if many wait at once.
    ///
    /// Asking again with the same id and an equal input on the same UTC day costs nothing: what became of the first is
    /// returned, and if it is still being worked on, both wait for it.
    ///
    /// @param id 1 to 256 printable characters, such as the key of the row the answer is for
    /// @param input a map, a record or a JSON object; its fields are the template's variables
    /// @throws GenerationHaltedException if nothing can succeed until a person acts: key, account, model or budget
    /// @throws GenerationPendingException if the time of [#within] is over, or Penstock is closed meanwhile
    /// @throws ReusedIdException if the id was used for another input on the same day
    /// @throws IllegalArgumentException if the id or the input is not allowed; nothing was stored
    /// @throws IllegalStateException if Penstock is closed
    /// @throws dev.penstock.store.StoreException if the store cannot be written
    /// @throws InterruptedException if the calling thread is interrupted; the generation goes on
    public Outcome generate(String id, Object input) throws InterruptedException {
        return generations.generate(name, id, object(input), patience);
    }

    private static ObjectNode object(Object input) {
        try {
            if (Mapping.JSON.<JsonNode>valueToTree(input) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "the input of class " + input.getClass().getName() + " cannot be written as JSON");
        }
        throw new IllegalArgumentException(
                "the input must be a map, a record or a JSON object, such as Map.of(\"text\", "
                        + "text); it was a " + input.getClass().getName());
    }

    private static String newId() {
        var bytes = new byte[10];
        RANDOM.nextBytes(bytes);
        return "gen_" + HexFormat.of().formatHex(bytes);
    }
}
