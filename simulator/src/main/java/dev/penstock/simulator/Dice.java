package dev.penstock.simulator;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Chance without state: what is drawn depends on the seed and the words it is drawn for, never on order or time.
final class Dice {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long state;

    Dice(long seed) {
        this.state = mix(seed);
    }

    Dice at(String word) {
        return new Dice(state ^ hash(word));
    }

    Dice at(long number) {
        return new Dice(state + 0x9e3779b97f4a7c15L * (number + 1));
    }

    /// A number in [0, 1).
    double share() {
        return (mix(state) >>> 11) * 0x1.0p-53;
    }

    RandomGenerator generator() {
        return new SplittableRandom(state);
    }

    /// The FNV-1a hash of a text, mixed.
    static long hash(String text) {
        var hash = FNV_OFFSET;
        for (var i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    static long mix(long z) {
        var once = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        var twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
        return twice ^ (twice >>> 31);
    }
}
