/// The one door to a model: what is sent, what came back, and what it means. Adapters live in other modules.
@NullMarked
package dev.penstock.provider;

import org.jspecify.annotations.NullMarked;
