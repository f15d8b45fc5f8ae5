/// Claude, over the official SDK. A program never names these classes: with this module on the class path, endpoints of
/// `provider: anthropic` work.
@NullMarked
package dev.penstock.anthropic;

import org.jspecify.annotations.NullMarked;
