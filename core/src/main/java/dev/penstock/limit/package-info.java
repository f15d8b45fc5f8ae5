/// Permits: how many calls at once, how many requests and tokens a minute, and when an endpoint pauses.
@NullMarked
package dev.penstock.limit;

import org.jspecify.annotations.NullMarked;
