package dev.penstock.jdbc;

import dev.penstock.store.StoreException;
import dev.penstock.store.StoreLockedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The right to be the one engine of a store: an operating system lock on `<store>.lock`, which ends with the process
/// however it dies. The file's text says who holds it; the file stays, because removing it would race.
///
/// An engine locks two bytes: the right itself, and a sign of life. Whoever wants to know whether an engine lives tries the
/// second one only, so that a look never keeps an engine from starting.
final class EngineLock implements AutoCloseable {
    private static final long RIGHT = 1L << 30;
    private static final long SIGN_OF_LIFE = RIGHT + 1;

    /// Locks of this process. Opening and closing a lock file once more would drop the process's own lock on it.
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path store;
    private final FileChannel channel;

    private EngineLock(Path store, FileChannel channel) {
        this.store = store;
        this.channel = channel;
    }

    /// Takes the lock.
    ///
    /// @throws StoreLockedException if another engine has it
    static EngineLock take(Path store, String owner, Instant now) {
        var text = owner + ", process " + ProcessHandle.current().pid() + ", since "
                + now.truncatedTo(ChronoUnit.SECONDS);
        var holder = HELD.putIfAbsent(store, text);
        if (holder != null) {
            throw new StoreLockedException(store.toString(), holder);
        }
        EngineLock lock = null;
        try {
            lock = lock(store, text);
            return lock;
        } finally {
            if (lock == null) {
                HELD.remove(store);
            }
        }
    }

    /// Who has the lock of a store right now.
    static Optional<String> holder(Path store) {
        var file = lockFile(store);
        var found = new AtomicReference<@Nullable String>();
        // Inside compute, because closing the file would drop a lock that this process takes meanwhile.
        HELD.compute(store, (_, mine) -> {
            found.set(mine == null ? foreign(file) : mine);
            return mine;
        });
        return Optional.ofNullable(found.get());
    }

    private static @Nullable String foreign(Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ);
                var alone = channel.tryLock(SIGN_OF_LIFE, 1, true)) {
            return alone == null ? holder(channel) : null;
        } catch (IOException e) {
            throw new StoreException("the lock file " + file + " cannot be read. Make it readable for this user", e);
        }
    }

    private static Path lockFile(Path store) {
        return store.resolveSibling(store.getFileName() + ".lock");
    }

    /// Releases the lock.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("the lock of the store " + store + " cannot be released", e);
        } finally {
            HELD.remove(store);
        }
    }

    private static EngineLock lock(Path store, String text) {
        var file = lockFile(store);
        StoreFile.createPrivately(file);
        try {
            return lock(store, file, text);
        } catch (IOException e) {
            throw new StoreException("the lock file " + file + " cannot be used. Make it writable for this user", e);
        }
    }

    private static EngineLock lock(Path store, Path file, String text) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock(RIGHT, 1, false);
            if (lock == null) {
                throw new StoreLockedException(store.toString(), holder(channel));
            }
            channel.lock(SIGN_OF_LIFE, 1, false); // waits at most for somebody who looks
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            return new EngineLock(store, channel);
        } finally {
            closeUnlessLocked(channel, lock);
        }
    }

    private static void closeUnlessLocked(FileChannel channel, @Nullable FileLock lock) throws IOException {
        if (lock == null) {
            channel.close();
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate(1_000);
        channel.read(bytes);
        var text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        return text.isEmpty() ? "another engine" : text;
    }
}
