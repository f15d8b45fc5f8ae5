/// Tells somebody: rules over what is seen of a run, alerts, and their way to webhooks. Knows runs only by their numbers.
@NullMarked
package dev.penstock.engine.alert;

import org.jspecify.annotations.NullMarked;
