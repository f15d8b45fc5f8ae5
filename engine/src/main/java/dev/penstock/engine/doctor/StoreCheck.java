package dev.penstock.engine.doctor;

import dev.penstock.jdbc.SqliteStore;
import dev.penstock.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Looks at the store: can it be opened, is there room, who works on it, who may read it. Creates and changes nothing.
final class StoreCheck {
    private static final String SUBJECT = "store";
    private static final long LITTLE_SPACE = 1L << 30;

    private final Path file;
    private final List<Diagnosis> found = new ArrayList<>();

    StoreCheck(Path file) {
        this.file = file;
    }

    List<Diagnosis> examine() {
        if (Files.exists(file)) {
            opens();
        } else {
            place();
        }
        space();
        return found;
    }

    private void opens() {
        try {
            var version = SqliteStore.version(file);
            found.add(version.stored() > version.known()
                    ? Diagnosis.problem(SUBJECT, file + " has schema version " + version.stored()
                            + "; this program knows only " + version.known(), "use the newer penstock that wrote it")
                    : Diagnosis.ok(SUBJECT, file + ", schema version " + version.stored()
                            + (version.stored() < version.known()
                                    ? ", brought to " + version.known() + " at the next run"
                                    : "")));
            found.add(Diagnosis.ok("lock", SqliteStore.engineAtWork(file)
                    .map(owner -> "in use by " + owner + "; reading commands work beside it")
                    .orElse("free")));
        } catch (StoreException e) {
            found.add(Diagnosis.problem(SUBJECT, String.valueOf(e.getMessage()), ""));
            return;
        }
        var others = FileModes.others(file);
        if (!others.isEmpty()) {
            found.add(Diagnosis.warning(SUBJECT, "other users may " + others + " it, and replies are in it",
                    "chmod 600 " + file));
        }
        if (!Files.isWritable(file)) {
            found.add(Diagnosis.problem(SUBJECT, "it is not writable", "chmod u+w " + file));
        }
    }

    private void place() {
        var folder = existing();
        found.add(Files.isWritable(folder)
                ? Diagnosis.ok(SUBJECT, "none yet; the first run makes " + file)
                : Diagnosis.problem(SUBJECT, "none yet, and " + folder + " is not writable",
                        "make it writable for this user, or point store.url elsewhere"));
    }

    private void space() {
        try {
            long free = Files.getFileStore(existing()).getUsableSpace();
            var message = free >= LITTLE_SPACE ? (free >> 30) + " GB free" : (free >> 20) + " MB free";
            found.add(free >= LITTLE_SPACE
                    ? Diagnosis.ok("disk", message)
                    : Diagnosis.warning("disk", message + ": a run that cannot write stops",
                            "make room, or point store.url to another disk"));
        } catch (IOException e) {
            found.add(Diagnosis.warning("disk", "free space is unknown (" + e.getClass().getSimpleName() + ")", ""));
        }
    }

    /// The file, or the nearest folder above it that exists.
    private Path existing() {
        var here = file.toAbsolutePath().normalize();
        while (!Files.exists(here) && here.getParent() != null) {
            here = here.getParent();
        }
        return here;
    }
}
