package dev.penstock.engine.alert;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BinaryOperator;

/// The last quarter of an hour of something that is counted, in buckets of ten seconds. Not safe for use by several threads.
///
/// @param <T> numbers that can be added
final class Ring<T> {
    private static final long SECONDS_PER_BUCKET = 10;
    private static final long LONGEST = 90;

    private final T zero;
    private final BinaryOperator<T> plus;
    private final Deque<Bucket<T>> buckets = new ArrayDeque<>();

    private record Bucket<T>(long number, T sum) {}

    Ring(T zero, BinaryOperator<T> plus) {
        this.zero = zero;
        this.plus = plus;
    }

    /// @param at time that was watched; never less than before
    void add(Duration at, T what) {
        long number = number(at);
        var last = buckets.peekLast();
        if (last != null && last.number() == number) {
            buckets.removeLast();
            buckets.addLast(new Bucket<>(number, plus.apply(last.sum(), what)));
        } else {
            buckets.addLast(new Bucket<>(number, what));
        }
        while (buckets.getFirst().number() <= number - LONGEST) {
            buckets.removeFirst();
        }
    }

    /// The sum of the last while.
    ///
    /// @param last at most fifteen minutes
    T over(Duration at, Duration last) {
        long first = number(at) - last.toSeconds() / SECONDS_PER_BUCKET;
        return buckets.stream().filter(bucket -> bucket.number() > first).map(Bucket::sum).reduce(zero, plus);
    }

    private static long number(Duration at) {
        return at.toSeconds() / SECONDS_PER_BUCKET;
    }
}
