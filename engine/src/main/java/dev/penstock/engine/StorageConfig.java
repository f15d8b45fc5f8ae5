package dev.penstock.engine;

import dev.penstock.settings.Section;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What is kept where, and how long: `store` and `samples` in `penstock.yaml`.
///
/// @param store path of the SQLite file
/// @param retention how long reply bodies of finished items are kept; numbers stay
/// @param sampleRate share of the items whose full prompt and reply are kept for review, for tasks that do not say; null
///     when nothing is said: then nothing is kept
/// @param samples path of the SQLite file that holds them
/// @param sampleRetention how long their texts are kept
public record StorageConfig(Path store, Duration retention, @Nullable BigDecimal sampleRate, Path samples,
        Duration sampleRetention) {
    private static final Duration DEFAULT_RETENTION = Duration.ofDays(30);
    private static final Duration DEFAULT_SAMPLE_RETENTION = Duration.ofDays(90);
    private static final BigDecimal DEFAULT_SAMPLE_RATE = new BigDecimal("0.01");
    private static final String DEFAULT_STORE = ".penstock/penstock.db";
    private static final String DEFAULT_SAMPLES = ".penstock/samples.db";
    private static final String SQLITE = "sqlite:";

    /// The defaults under a project's folder: nothing is sampled.
    public static StorageConfig in(Path dir) {
        return new StorageConfig(dir.resolve(DEFAULT_STORE), DEFAULT_RETENTION, null, dir.resolve(DEFAULT_SAMPLES),
                DEFAULT_SAMPLE_RETENTION);
    }

    static StorageConfig read(Path dir, Section root) {
        var store = root.section("store");
        var samples = root.section("samples");
        var file = store(dir, store);
        return new StorageConfig(file, store.duration("retention").orElse(DEFAULT_RETENTION), rate(root, samples),
                samples(dir, samples, file), samples.duration("retention").orElse(DEFAULT_SAMPLE_RETENTION));
    }

    private static @Nullable BigDecimal rate(Section root, Section samples) {
        return samples.share("rate").orElse(root.has("samples") ? DEFAULT_SAMPLE_RATE : null);
    }

    private static Path samples(Path dir, Section samples, Path store) {
        var file = dir.resolve(withoutScheme(samples.text("store").orElse(DEFAULT_SAMPLES)));
        if (file.normalize().equals(store.normalize())) {
            samples.problem("store", "is the file of store.url",
                    "samples need a file of their own, such as " + DEFAULT_SAMPLES);
        }
        return file;
    }

    private static Path store(Path dir, Section store) {
        var url = store.text("url").orElse(SQLITE + DEFAULT_STORE);
        if (url.startsWith("jdbc:postgresql:")) {
            store.problem("url", "PostgreSQL is not supported yet", "such as sqlite:.penstock/penstock.db");
        } else if (!url.startsWith(SQLITE) || url.length() == SQLITE.length()) {
            store.problem("url", "'" + url + "' is not a store", "such as sqlite:.penstock/penstock.db");
        } else {
            return dir.resolve(url.substring(SQLITE.length()));
        }
        return dir.resolve(DEFAULT_STORE);
    }

    private static String withoutScheme(String path) {
        return path.startsWith(SQLITE) ? path.substring(SQLITE.length()) : path;
    }
}
