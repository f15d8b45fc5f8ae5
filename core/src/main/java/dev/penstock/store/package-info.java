/// The durable record of runs, items, attempts and dead letters. Implementations live in other modules.
@NullMarked
package dev.penstock.store;

import org.jspecify.annotations.NullMarked;
