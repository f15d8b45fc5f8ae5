package dev.penstock.engine;

import dev.penstock.check.ClopperPearson;

/// What share of a whole is bad, when some rows of it were looked at: the exact 95% interval of Clopper and Pearson. It
/// holds if the rows were drawn at random.
///
/// @param low 0 to 1
/// @param high 0 to 1
public record ShareInterval(double low, double high) {
    private static final double EACH_SIDE = 0.975;

    /// @param found from 0 to `looked`
    public static ShareInterval of(long found, long looked) {
        return looked == 0 && found == 0
                ? new ShareInterval(0, 1)
                : new ShareInterval(ClopperPearson.lowerBound(found, looked, EACH_SIDE),
                        ClopperPearson.upperBound(found, looked, EACH_SIDE));
    }
}
