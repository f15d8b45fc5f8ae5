@NullMarked
package dev.penstock.anthropic;

import org.jspecify.annotations.NullMarked;
