package dev.penstock.check;

/// What a sample says about the whole: bounds on a defect rate that are never too narrow, however small the sample.
///
/// C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
/// Biometrika 26(4), 1934, pages 404-413: the upper bound for `bad` defects among `judged` is the rate at which so few, or
/// fewer, would be seen with probability `1 - confidence`. It is found by bisection on that probability.
public final class ClopperPearson {
    private static final double EXACT_ENOUGH = 1e-12;

    private ClopperPearson() {}

    /// The one-sided upper bound: with this confidence, the rate is not higher.
    ///
    /// @param bad from 0 to `judged`
    /// @param judged at least 1
    /// @param confidence such as 0.95
    public static double upperBound(long bad, long judged, double confidence) {
        require(bad, judged, confidence);
        if (bad == judged) {
            return 1;
        }
        double logChoose = logChoose(bad, judged);
        double low = (double) bad / judged;
        double high = 1;
        while (high - low > EXACT_ENOUGH) {
            double rate = (low + high) / 2;
            if (atMost(bad, judged, rate, logChoose) > 1 - confidence) {
                low = rate;
            } else {
                high = rate;
            }
        }
        return high;
    }

    /// The one-sided lower bound: with this confidence, the rate is not lower.
    public static double lowerBound(long bad, long judged, double confidence) {
        return 1 - upperBound(judged - bad, judged, confidence);
    }

    /// The probability of at most `bad` among `judged` at a rate between 0 and 1: the terms of the binomial distribution,
    /// from the largest of them down, each from its neighbour.
    private static double atMost(long bad, long judged, double rate, double logChoose) {
        double odds = rate / (1 - rate);
        double term = Math.exp(logChoose + bad * Math.log(rate) + (judged - bad) * Math.log1p(-rate));
        double sum = 0;
        for (long k = bad; k >= 0 && term > sum * 1e-17; k--) {
            sum += term;
            term *= k / ((judged - k + 1) * odds);
        }
        return sum;
    }

    /// The logarithm of `n` over `k`.
    private static double logChoose(long k, long n) {
        double log = 0;
        for (long i = 1; i <= Math.min(k, n - k); i++) {
            log += Math.log((double) (n - i + 1) / i);
        }
        return log;
    }

    private static void require(long bad, long judged, double confidence) {
        if (judged < 1 || bad < 0 || bad > judged || !(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("no bound for " + bad + " of " + judged + " at " + confidence);
        }
    }
}
