/// The registry: versioned prompts per task, and rendering one for an item.
@NullMarked
package dev.penstock.prompt;

import org.jspecify.annotations.NullMarked;
