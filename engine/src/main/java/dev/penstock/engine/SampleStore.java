package dev.penstock.engine;

import dev.penstock.jdbc.SqliteSamples;
import dev.penstock.prompt.Prompt;
import dev.penstock.provider.Secret;
import dev.penstock.run.Sampling;
import dev.penstock.store.Samples;
import dev.penstock.store.StoreException;
import dev.penstock.store.StoreLockedException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The store of samples as an engine and as reading commands use it: opened at its first use, and never a reason not to
/// work. Safe for use by many threads.
final class SampleStore implements AutoCloseable {
    private final StorageConfig config;
    private final Clock clock;
    private @Nullable Samples open;
    private @Nullable RuntimeException broken;
    private boolean asked;

    SampleStore(StorageConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /// What a run keeps. Creates the file if anything is to be kept.
    ///
    /// @param keys of the endpoints, which are taken out of every text
    synchronized Sampling of(Prompt prompt, List<Secret> keys) {
        var settings = prompt.settings().samples();
        var rate = settings.rate() == null ? config.sampleRate() : settings.rate();
        if (rate == null || rate.signum() == 0 || settings.maxPerDay() == 0) {
            return Sampling.none();
        }
        asked = true;
        var samples = orNull();
        return samples == null
                ? Sampling.impossible(why())
                : Sampling.of(samples, prompt.task(), rate.doubleValue(), settings.maxPerDay(),
                        redaction(keys), clock);
    }

    /// The samples, unless none were ever kept.
    ///
    /// @throws StoreException if the file cannot be opened
    synchronized Optional<Samples> existing() {
        if (open == null && !Files.exists(config.samples())) {
            return Optional.empty();
        }
        var samples = orNull();
        if (samples == null) {
            throw new StoreException("the samples cannot be read: " + why());
        }
        return Optional.of(samples);
    }

    /// What was kept for a run, and how it was judged; nothing when the file cannot be read.
    Samples.Tally tally(String runId) {
        try {
            return existing().map(samples -> samples.tally(Samples.Filter.ofRun(runId))).orElse(Samples.Tally.NONE);
        } catch (StoreException _) {
            return Samples.Tally.NONE;
        }
    }

    /// Erases texts whose time is over. A store that cannot be used is told by the run that samples, if there is one.
    ///
    /// @return a sentence for each thing that happened
    List<String> expire() {
        var happened = new ArrayList<String>();
        try {
            int erased = existing().map(samples -> samples.eraseBefore(clock.instant().minus(config.sampleRetention())))
                    .orElse(0);
            if (erased > 0) {
                happened.add("the texts of " + erased + (erased == 1 ? " sample" : " samples") + " older than "
                        + Housekeeping.words(config.sampleRetention()) + " were erased");
            }
        } catch (StoreException e) {
            failed(e).ifPresent(happened::add);
        }
        return happened;
    }

    private synchronized Optional<String> failed(StoreException e) {
        return asked
                ? Optional.empty()
                : Optional.of("samples could not be looked through for what is too old: " + e.getMessage());
    }

    /// A key has no business in a prompt, but prompts are made from what people type.
    private static UnaryOperator<String> redaction(List<Secret> keys) {
        return text -> {
            var scrubbed = text;
            for (var key : keys) {
                scrubbed = key.scrub(scrubbed);
            }
            return scrubbed;
        };
    }

    private @Nullable Samples orNull() {
        if (open == null && broken == null) {
            try {
                open = SqliteSamples.open(config.samples());
            } catch (StoreException | StoreLockedException e) {
                broken = e;
            }
        }
        return open;
    }

    private String why() {
        return broken == null ? "closed" : String.valueOf(broken.getMessage());
    }

    @Override
    public synchronized void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
