package dev.penstock.engine.alert;

import dev.penstock.provider.batch.Batch;
import dev.penstock.store.AlertRow.Figure;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// A provider keeps a batch longer than usual, or has little time left for it.
record BatchWait(What what, Duration limit) implements Rule {
    /// What is measured of a batch.
    enum What {
        /// Its age. Most batches end within an hour.
        LATE("batch-late", Duration.ofHours(4)),
        /// The time until it expires unfinished.
        EXPIRING("batch-expiring", Duration.ofHours(2));

        final String label;
        final Duration usual;

        What(String label, Duration usual) {
            this.label = label;
            this.usual = usual;
        }
    }

    @Override
    public String name() {
        return what.label;
    }

    @Override
    public Severity severity() {
        return switch (what) {
            case LATE -> Severity.WARNING;
            case EXPIRING -> Severity.CRITICAL;
        };
    }

    @Override
    public String when() {
        return switch (what) {
            case LATE -> "a batch is older than " + Words.time(limit);
            case EXPIRING -> "a batch expires in less than " + Words.time(limit);
        };
    }

    @Override
    public List<Reading> read(Picture picture) {
        return picture.runs().stream().map(run -> read(run, picture.at())).toList();
    }

    private Reading read(Moment run, Instant now) {
        return run.vitals()
                .batches()
                .stream()
                .filter(batch -> !batch.ended() && (what == What.LATE || batch.expiresAt() != null))
                .min(Comparator.comparing(Batch::createdAt))
                .map(oldest -> read(run, oldest, now))
                .orElseGet(() -> Reading.quiet(run.subject()));
    }

    private Reading read(Moment run, Batch oldest, Instant now) {
        var age = Duration.between(oldest.createdAt(), now);
        var expires = oldest.expiresAt();
        var left = expires == null ? Duration.ofDays(1) : Duration.between(now, expires);
        var summary = "batch " + oldest.id() + " is " + Words.time(age) + " old and " + oldest.status()
                + (expires == null ? "" : ", it expires in " + Words.time(left.isNegative() ? Duration.ZERO : left));
        // What is left counts down: the limit is passed when less is left.
        var figure = switch (what) {
            case LATE -> new Figure(age.toSeconds(), limit.toSeconds(), 1);
            case EXPIRING -> new Figure(limit.toSeconds() - left.toSeconds(), 1, 1);
        };
        boolean over = what == What.LATE ? age.compareTo(limit) > 0 : left.compareTo(limit) < 0;
        return Reading.measured(run.subject(), figure, over, Words.oneLine(summary), "penstock batches");
    }
}
