/// `penstock demo`: a bad night at a simulated provider, once through the loop everyone writes and once through Penstock.
@NullMarked
package dev.penstock.cli.demo;

import org.jspecify.annotations.NullMarked;
