package dev.penstock.engine;

import dev.penstock.run.ItemSource;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The input of a run as a file on disk, with the hash of its content.
///
/// @param path absolute
/// @param hash SHA-256 of all bytes, in hex
record InputFile(Path path, String hash) {
    /// @throws CannotStartException if there is no such readable file, or it is empty
    static InputFile of(Path path) {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new CannotStartException(
                    "input " + path + (Files.exists(path) ? " is not a file that can be read" : " does not exist"),
                    "give a .jsonl or .csv file; a pipe goes in with `... | penstock run TASK --input -`");
        }
        try {
            if (Files.size(path) == 0) {
                throw new CannotStartException("input " + path + " is empty",
                        "it needs one JSON object per line, such as {\"id\":\"1\",\"text\":\"...\"}");
            }
            return new InputFile(path.toAbsolutePath().normalize(), sha256(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Copies standard input to disk first, so that a run killed while reading loses nothing.
    static InputFile spooled(InputStream in, Path spool) {
        try {
            var folder = spool.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            var beside = spool.resolveSibling(spool.getFileName() + ".tmp");
            Files.copy(in, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, spool, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return of(spool);
    }

    /// About how many records there are: the lines that are not blank.
    ///
    /// @param limit at most this many are counted; null for all
    long records(@Nullable Long limit) {
        try (var in = new BufferedInputStream(Files.newInputStream(path))) {
            long most = limit == null ? Long.MAX_VALUE : limit;
            long lines = 0;
            var blank = true;
            for (int b = in.read(); b >= 0 && lines < most; b = in.read()) {
                lines += b == '\n' && !blank ? 1 : 0;
                blank = b == '\n' || (blank && b <= ' ');
            }
            return Math.min(most, lines + (blank ? 0 : 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param limit at most this many items; null for all
    ItemSource open(String runId, int maxRecordBytes, @Nullable Long limit) {
        var most = limit == null ? Long.MAX_VALUE : limit;
        var records = new RecordReader(runId, String.valueOf(path.getFileName()));
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".csv")
                ? new CsvSource(path, records, maxRecordBytes, most)
                : new JsonLinesSource(path, records, maxRecordBytes, most);
    }

    private static String sha256(Path path) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (var in = new DigestInputStream(Files.newInputStream(path), digest)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
