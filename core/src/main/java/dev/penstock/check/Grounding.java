package dev.penstock.check;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// How a value of the output must be backed by the item's input.
public enum Grounding {
    /// It is copied from the input: the same letters and digits stand there in the same order. A number must be one of the
    /// input's numbers; a day written as `2019-01-15` may be written otherwise in the input.
    EXTRACT,
    /// It is one of the input's numbers, whatever stands around it. In prose every number must be one; those that are not
    /// are flagged.
    NUMBER,
    /// It stands in the input word for word; only blanks and the form of quotation marks may differ.
    QUOTE,
    /// It may be anything.
    OFF;

    /// The name used in settings and schemas: `extract`, `number`, ...
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// All labels, for an error message.
    public static String labels() {
        return Arrays.stream(values()).map(Grounding::label).collect(Collectors.joining(", "));
    }

    /// The one with this label; empty if there is none.
    public static Optional<Grounding> of(String label) {
        return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
    }
}
