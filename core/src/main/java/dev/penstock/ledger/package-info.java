/// What calls cost: dated prices, exact decimal arithmetic, and the budget wall.
@NullMarked
package dev.penstock.ledger;

import org.jspecify.annotations.NullMarked;
