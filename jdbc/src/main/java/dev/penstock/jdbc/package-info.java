/// The durable store over JDBC. [SqliteStore] is the way in.
@NullMarked
package dev.penstock.jdbc;

import org.jspecify.annotations.NullMarked;
