package dev.penstock.ledger;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The wall around a run's money: a call's worst case is reserved before it is sent and settled after, so spent and
/// reserved together never pass the limit. Safe for use by many threads; those that wait are served roughly in order.
///
/// Only what is settled for more than was reserved can pass the limit, and a sound worst case rules that out.
public final class Budget {
    private final @Nullable BigDecimal limitUsd;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition settled = lock.newCondition();
    private BigDecimal spent;
    private BigDecimal reserved = BigDecimal.ZERO;
    private int inFlight;

    private Budget(@Nullable BigDecimal limitUsd, BigDecimal spent) {
        this.limitUsd = limitUsd;
        this.spent = spent;
    }

    /// A budget of which some may be spent already, when a run is resumed.
    ///
    /// @param limitUsd null for no limit: everything fits, and spending is only counted
    public static Budget of(@Nullable BigDecimal limitUsd, BigDecimal alreadySpent) {
        if (limitUsd != null && limitUsd.signum() < 0) {
            throw new IllegalArgumentException("budget must be at least 0, was " + limitUsd.toPlainString());
        }
        return new Budget(limitUsd, alreadySpent);
    }

    /// What became of a wish to spend.
    public sealed interface Decision {}

    /// The money does not suffice, and no call in flight could give any back.
    ///
    /// @param limitUsd the whole budget
    /// @param spentUsd what is gone
    /// @param neededUsd what the call could have cost
    public record Exhausted(BigDecimal limitUsd, BigDecimal spentUsd, BigDecimal neededUsd) implements Decision {}

    /// Takes the money aside. Blocks while it does not fit and calls in flight may give some back.
    ///
    /// @return a [Reservation] that must be settled, or [Exhausted]
    /// @throws InterruptedException if interrupted while waiting; nothing is reserved then
    public Decision reserve(BigDecimal worstCase) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (limitUsd != null && !fits(limitUsd, worstCase)) {
                if (inFlight == 0) {
                    return new Exhausted(limitUsd, spent, worstCase);
                }
                settled.await();
            }
            reserved = reserved.add(worstCase);
            inFlight++;
            return new Reservation(this, worstCase);
        } finally {
            lock.unlock();
        }
    }

    /// Takes money back that counts as spent, because what it is for is not settled yet: a batch that an earlier engine sent.
    public Reservation reopen(BigDecimal booked) {
        lock.lock();
        try {
            spent = spent.subtract(booked);
            reserved = reserved.add(booked);
            inFlight++;
            var reservation = new Reservation(this, booked);
            reservation.sent();
            return reservation;
        } finally {
            lock.unlock();
        }
    }

    /// As [#reserve], but never waits.
    ///
    /// @return empty if it does not fit now
    public Optional<Reservation> tryReserve(BigDecimal worstCase) {
        lock.lock();
        try {
            if (limitUsd != null && !fits(limitUsd, worstCase)) {
                return Optional.empty();
            }
            reserved = reserved.add(worstCase);
            inFlight++;
            return Optional.of(new Reservation(this, worstCase));
        } finally {
            lock.unlock();
        }
    }

    /// What was settled so far, what was spent before included.
    public BigDecimal spent() {
        lock.lock();
        try {
            return spent;
        } finally {
            lock.unlock();
        }
    }

    /// What calls in flight may still cost.
    public BigDecimal reserved() {
        lock.lock();
        try {
            return reserved;
        } finally {
            lock.unlock();
        }
    }

    /// Spent and reserved at one moment: what never passes the limit.
    public BigDecimal committed() {
        lock.lock();
        try {
            return spent.add(reserved);
        } finally {
            lock.unlock();
        }
    }

    /// What can still be reserved; null for any sum.
    public @Nullable BigDecimal left() {
        return limitUsd == null ? null : limitUsd.subtract(committed());
    }

    /// The limit; null for none.
    public @Nullable BigDecimal limit() {
        return limitUsd;
    }

    private boolean fits(BigDecimal limit, BigDecimal worstCase) {
        return committed().add(worstCase).compareTo(limit) <= 0;
    }

    /// Money taken aside for one call. For one thread.
    public static final class Reservation implements Decision, AutoCloseable {
        private final Budget budget;
        private final BigDecimal worstCase;
        private boolean open = true;
        private boolean sent;

        private Reservation(Budget budget, BigDecimal worstCase) {
            this.budget = budget;
            this.worstCase = worstCase;
        }

        public BigDecimal worstCase() {
            return worstCase;
        }

        /// The call may leave now, and be billed whatever becomes of its reply.
        public void sent() {
            sent = true;
        }

        /// Ends it if nobody settled it: a call that was sent may have cost all of it, one that was not cost nothing.
        @Override
        public void close() {
            if (open) {
                settle(sent ? worstCase : BigDecimal.ZERO);
            }
        }

        /// Books what the call really cost and gives back the rest; zero when it cost nothing.
        ///
        /// @throws IllegalStateException if it was settled before
        public void settle(BigDecimal actual) {
            budget.lock.lock();
            try {
                if (!open) {
                    throw new IllegalStateException("this reservation was settled before");
                }
                open = false;
                budget.book(worstCase, actual);
            } finally {
                budget.lock.unlock();
            }
        }
    }

    private void book(BigDecimal worstCase, BigDecimal actual) {
        reserved = reserved.subtract(worstCase);
        spent = spent.add(actual);
        inFlight--;
        settled.signalAll();
    }
}
