package dev.penstock.engine;

import dev.penstock.store.Store;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The copy of standard input that a run reads.
final class Spool {
    private Spool() {}

    /// Overwrites lines with spaces, in their place, so that what follows them stays where it is. Blank lines are skipped
    /// when a run goes on reading.
    ///
    /// @param lines their numbers, ascending, the first is 1
    /// @return a sentence if the run still has to read from it: it was started from what is different now
    static List<String> blank(Path spool, List<Long> lines, Store store, String runId) {
        if (!Files.exists(spool)) {
            return List.of();
        }
        if (!store.runs().inputPosition(runId).complete()) {
            return List.of("the copy of standard input " + spool + ", which run " + runId
                    + " has not read to its end; resume or delete it, then forget again");
        }
        try (var file = new RandomAccessFile(spool.toFile(), "rw")) {
            blank(file, lines);
            file.getFD().sync();
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot erase lines of " + spool, e);
        }
    }

    private static void blank(RandomAccessFile file, List<Long> lines) throws IOException {
        var buffer = new byte[1 << 16];
        long line = 1;
        long at = 0;
        for (int read = file.read(buffer); read > 0; read = file.read(buffer)) {
            boolean changed = false;
            for (int i = 0; i < read; i++) {
                if (buffer[i] == '\n') {
                    line++;
                } else if (lines.contains(line)) {
                    buffer[i] = ' ';
                    changed = true;
                }
            }
            if (changed) {
                file.seek(at);
                file.write(Arrays.copyOf(buffer, read));
            }
            at += read;
        }
    }
}
