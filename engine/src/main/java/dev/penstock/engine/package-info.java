@NullMarked
package dev.penstock.engine;

import org.jspecify.annotations.NullMarked;
