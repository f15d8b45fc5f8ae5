/// YAML settings read strictly, so that every problem names file, line, key, value and what is allowed.
@NullMarked
package dev.penstock.settings;

import org.jspecify.annotations.NullMarked;
