/// Is a reply acceptable? Deterministic; never calls a model.
@NullMarked
package dev.penstock.check;

import org.jspecify.annotations.NullMarked;
