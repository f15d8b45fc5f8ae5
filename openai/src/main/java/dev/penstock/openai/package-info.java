@NullMarked
package dev.penstock.openai;

import org.jspecify.annotations.NullMarked;
