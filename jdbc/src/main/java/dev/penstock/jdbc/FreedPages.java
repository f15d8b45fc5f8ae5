package dev.penstock.jdbc;

/// What deleting leaves behind: copies in the write-ahead log, and pages that belong to nobody. Their content is
/// overwritten already (`secure_delete`).
///
/// Samples give their free pages back to the disk. The main store keeps them for what is written next, because being able
/// to give them back would cost its writer a tenth of its time (measured with `HotPathMeasurement`).
record FreedPages(GroupWriter writer, Readers readers) {
    private static final String GIVE_BACK = "PRAGMA incremental_vacuum(2000)";
    private static final String FREE = "PRAGMA freelist_count";

    /// Empties the log and gives free pages back, a few at a time, so that no other write waits long.
    ///
    /// @return whether the log is empty; false while another process reads an older state of the file
    boolean release() {
        long before = free();
        giveBackSome();
        for (long after = free(); after > 0 && after < before; after = free()) {
            before = after;
            giveBackSome();
        }
        return readers.emptyLog();
    }

    private long free() {
        return readers.read(session -> session.first(FREE, row -> row.number("freelist_count")).orElse(0L));
    }

    private void giveBackSome() {
        writer.write(session -> {
            session.exhaust(GIVE_BACK);
            return true;
        });
    }
}
