@NullMarked
package dev.penstock.examples;

import org.jspecify.annotations.NullMarked;
