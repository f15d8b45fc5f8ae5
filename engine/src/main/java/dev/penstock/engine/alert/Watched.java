package dev.penstock.engine.alert;

import dev.penstock.engine.alert.Vitals.DayMoney;
import dev.penstock.limit.Limiter;
import dev.penstock.provider.batch.Batch;
import dev.penstock.run.Account;
import dev.penstock.run.Loop;
import dev.penstock.run.OpenRun;
import dev.penstock.run.Progress;
import dev.penstock.run.Sampling;
import dev.penstock.run.Traffic;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A run at work, as alerts look at it.
public interface Watched {
    Vitals vitals();

    /// What came of its calls since the work on it began.
    Map<Traffic.Line, Traffic> traffic();

    static Watched of(Loop loop, Sampling sampling) {
        return new AnyLoop(loop.progress(), loop::endpoint, loop.accounts(), loop::atWork, sampling);
    }

    static Watched of(OpenRun loop, Sampling sampling) {
        return new AnyLoop(loop.progress(), loop::endpoint, loop.accounts(), List::of, sampling);
    }

    /// Any kind of loop.
    ///
    /// @param batches that a provider works on
    record AnyLoop(Progress counts, Supplier<Limiter.State> endpoint, List<Account> accounts,
            Supplier<List<Batch>> batches,
            Sampling sampling) implements Watched {
        @Override
        public Vitals vitals() {
            return new Vitals(counts.snapshot(), endpoint.get(), batches.get(),
                    counts.takeovers(), accounts.stream().flatMap(AnyLoop::day).toList(),
                    sampling.warning().orElse(null));
        }

        @Override
        public Map<Traffic.Line, Traffic> traffic() {
            return counts.traffic();
        }

        private static Stream<DayMoney> day(Account account) {
            var limit = account.day().limit();
            return limit == null
                    ? Stream.empty()
                    : Stream.of(new DayMoney(account.name(), account.day().spentToday(), limit));
        }
    }
}
