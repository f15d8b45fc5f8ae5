package dev.penstock.retry;

import java.time.Duration;

/// What to do about a failure.
public sealed interface Decision {
    /// Send the same request again after this long.
    record Again(Duration after) implements Decision {}

    /// Show the model its reply and the errors, and ask again at once.
    record Repair() implements Decision {}

    /// Ask again at once with the larger output cap.
    record LargerCap() implements Decision {}

    /// Nothing will heal this: a person must look.
    record DeadLetter() implements Decision {}

    /// No item can succeed here until a person acts: stop the endpoint and keep the items.
    record Halt() implements Decision {}
}
