@NullMarked
package dev.penstock.jdbc;

import org.jspecify.annotations.NullMarked;
