/// Programs that embed Penstock, as docs/embedding.md shows them. The tests of this module run every one of them.
@NullMarked
package dev.penstock.examples;

import org.jspecify.annotations.NullMarked;
