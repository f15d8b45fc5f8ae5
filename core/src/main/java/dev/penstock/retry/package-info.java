/// Which failures deserve another try, and when. Pure: no clock, no threads, no randomness of its own.
@NullMarked
package dev.penstock.retry;

import org.jspecify.annotations.NullMarked;
