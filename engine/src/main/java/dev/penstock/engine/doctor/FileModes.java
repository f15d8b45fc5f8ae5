package dev.penstock.engine.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/// Who else may read or write a file.
final class FileModes {
    private FileModes() {}

    /// `read`, `write`, `read and write`, or empty: what group and others may do; empty where files have no such modes.
    static String others(Path file) {
        try {
            var modes = Files.getPosixFilePermissions(file);
            var allowed = new ArrayList<String>();
            if (modes.contains(PosixFilePermission.GROUP_READ) || modes.contains(PosixFilePermission.OTHERS_READ)) {
                allowed.add("read");
            }
            if (modes.contains(PosixFilePermission.GROUP_WRITE) || modes.contains(PosixFilePermission.OTHERS_WRITE)) {
                allowed.add("write");
            }
            return String.join(" and ", List.copyOf(allowed));
        } catch (UnsupportedOperationException | IOException _) {
            return "";
        }
    }
}
