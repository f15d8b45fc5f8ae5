/// What a running engine tells other processes about itself: a small file beside the store, and how to read it.
@NullMarked
package dev.penstock.engine.live;

import org.jspecify.annotations.NullMarked;
