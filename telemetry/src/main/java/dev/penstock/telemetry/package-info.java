/// Where metrics and spans go: to a collector, and to whoever scrapes.
@NullMarked
package dev.penstock.telemetry;

import org.jspecify.annotations.NullMarked;
