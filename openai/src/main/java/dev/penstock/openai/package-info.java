/// GPT, and servers that speak its protocol, over the official SDK. A program never names these classes: with this module on
/// the class path, endpoints of `provider: openai` work.
@NullMarked
package dev.penstock.openai;

import org.jspecify.annotations.NullMarked;
