package dev.penstock.server.console;

import dev.penstock.engine.Figures;
import dev.penstock.engine.SampleReview;
import dev.penstock.engine.ShareInterval;
import dev.penstock.store.Samples;

/// How good outputs are, by the samples that people judged.
///
/// @param low of the shares of bad outputs that the verdicts leave possible, with 95% confidence; as people read it
/// @param atMost the share that is not exceeded with 95% confidence
public record JudgedShare(long kept, long judged, long bad, String low, String high, String atMost) {
    static JudgedShare of(Samples.Tally tally) {
        var interval = ShareInterval.of(tally.bad(), tally.judged());
        return new JudgedShare(tally.kept(), tally.judged(), tally.bad(), Figures.percent(interval.low(), 1),
                Figures.percent(interval.high(), 1), Figures.percent(SampleReview.badUpperBound(tally), 1));
    }
}
