/// The durable store over JDBC. [SqliteStore] is the way in; a program that embeds Penstock never names it.
@NullMarked
package dev.penstock.jdbc;

import org.jspecify.annotations.NullMarked;
