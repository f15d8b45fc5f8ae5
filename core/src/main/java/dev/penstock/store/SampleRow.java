package dev.penstock.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One sample as stored.
///
/// @param id `s_` and a short random part
/// @param text null when it was erased, by retention or because a person asked to forget the item
/// @param judgement the newest verdict; null while nobody judged it
public record SampleRow(String id, SampledItem item, @Nullable SampleText text, SampleNumbers numbers, Instant keptAt,
        Samples.@Nullable Judgement judgement) {}
