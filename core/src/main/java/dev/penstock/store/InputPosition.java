package dev.penstock.store;

/// How far the input was read, so that a run killed while reading goes on from there.
///
/// @param offset bytes consumed
/// @param line lines consumed
/// @param seq seq of the next item
/// @param complete true when the end was reached
public record InputPosition(long offset, long line, long seq, boolean complete) {
    public static final InputPosition START = new InputPosition(0, 0, 0, false);
}
