package dev.penstock.run;

import java.time.Duration;

/// How a run uses a provider's batch API.
///
/// @param account digest of the key whose account makes its batches
/// @param poll the longest time between two looks at a batch
/// @param maxWait how old a batch may get; then it is cancelled and what it has is used
/// @param restBySync whether what the first batches leave open is asked one by one; otherwise it goes into further batches
public record BatchTerms(String account, Duration poll, Duration maxWait, boolean restBySync) {}
