package dev.penstock.item;

/// One input record: the unit that is accounted for.
///
/// @param seq position in the input, the first is 0; unique within the run
/// @param line line of the input file the record started on, the first is 1
/// @param id unique within the run
/// @param record the record as a JSON object, exactly as it will be rendered
public record Item(String runId, long seq, long line, String id, String record) {}
