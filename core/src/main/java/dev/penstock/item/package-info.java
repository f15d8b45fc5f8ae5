/// What flows through: items, failures, usage, evidence. Sees only the JDK.
@NullMarked
package dev.penstock.item;

import org.jspecify.annotations.NullMarked;
