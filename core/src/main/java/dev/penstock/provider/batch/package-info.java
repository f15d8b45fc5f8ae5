/// Many requests handed over at once and answered within a day, at a lower price: what an engine needs of a provider's batch
/// API.
@NullMarked
package dev.penstock.provider.batch;

import org.jspecify.annotations.NullMarked;
