package dev.penstock.simulator;

import dev.penstock.provider.Body;
import dev.penstock.simulator.BatchJob.Answered;
import dev.penstock.simulator.BatchJob.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// The results of an ended batch, line by line, with what its fate does to them.
///
/// @param shape how the provider writes a line
record BatchLines(BatchJob job, Shape shape) {
    /// How one provider writes the lines of its results.
    interface Shape {
        ObjectNode answered(String customId, Answered answered);

        /// One that the batch had no time for.
        ObjectNode notRun(String customId, BatchJob.Stage stage);

        /// One of a kind that nobody knows.
        ObjectNode strange(String customId);
    }

    /// Lines of answers, good ones and errors, as far as they are wanted.
    List<ObjectNode> answered(Predicate<Answered> wanted) {
        var lines = new ArrayList<ObjectNode>();
        for (var i = 0; i < job.answered().size(); i++) {
            if (wanted.test(job.answered().get(i))) {
                addLine(lines, i, job.answered().get(i));
            }
        }
        return lines;
    }

    private void addLine(List<ObjectNode> lines, int index, Answered answered) {
        var id = answered.entry().customId();
        if (job.fate().hits(BatchFault.Kind.UNKNOWN_LINES, index)) {
            lines.add(shape.answered("somebody-elses-" + index, answered));
        }
        if (job.fate().hits(BatchFault.Kind.STRANGE_LINES, index)) {
            lines.add(shape.strange(id));
        } else if (isTold(job, index)) {
            lines.add(shape.answered(id, answered));
        }
        if (isTold(job, index) && job.fate().hits(BatchFault.Kind.DUPLICATE_LINES, index)) {
            lines.add(shape.answered(id, answered));
        }
    }

    /// Whether the client finds an answer in the results.
    static boolean isTold(BatchJob job, int index) {
        return !job.fate().hits(BatchFault.Kind.LOST_LINES, index)
                && !job.fate().hits(BatchFault.Kind.STRANGE_LINES, index);
    }

    /// Lines of those that the batch had no time for.
    List<ObjectNode> notRun(BatchJob.Stage stage) {
        return job.entries()
                .subList(job.answered().size(), job.entries().size())
                .stream()
                .map(Entry::customId)
                .map(id -> shape.notRun(id, stage))
                .toList();
    }

    static Body body(List<ObjectNode> lines) {
        return Body.of(lines.stream().map(ObjectNode::toString).map(line -> line + "\n").collect(Collectors.joining()));
    }
}
