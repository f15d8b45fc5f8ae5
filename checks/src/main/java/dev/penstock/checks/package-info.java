@NullMarked
package dev.penstock.checks;

import org.jspecify.annotations.NullMarked;
