package dev.penstock.engine;

import java.util.function.DoubleUnaryOperator;

/// What share of a whole is bad, when some rows of it were looked at: the exact 95% interval of Clopper and Pearson
/// (Biometrika 26, 1934). It holds if the rows were drawn at random.
///
/// @param low 0 to 1
/// @param high 0 to 1
public record ShareInterval(double low, double high) {
    private static final double TAIL = 0.025;
    private static final int STEPS = 60;

    /// @param found from 0 to `looked`
    public static ShareInterval of(long found, long looked) {
        if (found < 0 || found > looked) {
            throw new IllegalArgumentException("found " + found + " of " + looked);
        }
        if (looked == 0) {
            return new ShareInterval(0, 1);
        }
        double low = found == 0 ? 0 : root(p -> atMost(looked - found, looked, 1 - p) - TAIL);
        double high = found == looked ? 1 : root(p -> TAIL - atMost(found, looked, p));
        return new ShareInterval(low, high);
    }

    /// Where a rising function crosses zero between 0 and 1.
    private static double root(DoubleUnaryOperator rising) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < STEPS; i++) {
            double middle = (low + high) / 2;
            if (rising.applyAsDouble(middle) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /// The chance of at most `k` hits in `n` draws of probability `p`: I(1-p; n-k, k+1).
    private static double atMost(long k, long n, double p) {
        return k >= n ? 1 : incompleteBeta(n - (double) k, k + 1.0, 1 - p);
    }

    /// The regularized incomplete beta function; its continued fraction converges fast below the mean (DLMF 8.17.22).
    private static double incompleteBeta(double a, double b, double x) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        double front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
        return x < (a + 1) / (a + b + 2)
                ? front * fraction(a, b, x) / a
                : 1 - front * fraction(b, a, 1 - x) / b;
    }

    /// Lentz's method.
    private static double fraction(double a, double b, double x) {
        double c = 1;
        double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
        double value = d;
        for (int m = 1; m <= 100_000; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / nonZero(1 + even * d);
            c = nonZero(1 + even / c);
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / nonZero(1 + odd * d);
            c = nonZero(1 + odd / c);
            double change = d * c;
            value *= change;
            if (Math.abs(change - 1) < 1e-14) {
                return value;
            }
        }
        return value;
    }

    private static double nonZero(double x) {
        return Math.abs(x) < 1e-300 ? 1e-300 : x;
    }

    /// Stirling's series, after shifting the argument above 10, where five terms give double precision (DLMF 5.11.1).
    private static double logGamma(double x) {
        double shift = 0;
        double y = x;
        while (y < 10) {
            shift += Math.log(y);
            y++;
        }
        double inverse = 1 / (y * y);
        double series = (1.0 / 12
                - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse * (1.0 / 1680 - inverse / 1188))))
                / y;
        return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift;
    }
}
