package dev.penstock.simulator;

import dev.penstock.item.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// The batches and files of one account. No thread works on them: what has come to pass is worked out when somebody looks.
/// Thread-safe.
final class Batches {
    private final BatchWorker worker;
    private final Items items;
    private final Map<String, BatchJob> jobs = new LinkedHashMap<>();
    private final Map<String, StoredFile> files = new LinkedHashMap<>();
    private Books books = new Books(false, () -> {});
    private int requested;
    private long ids;

    Batches(BatchWorker worker, Items items) {
        this.worker = worker;
        this.items = items;
    }

    /// Where what is answered is booked.
    synchronized void bookIn(Books whole) {
        books = whole;
    }

    /// Gives the next request for a batch its number, the first is 1.
    synchronized int request() {
        return ++requested;
    }

    /// A number for an id.
    synchronized long nextId() {
        return ids++;
    }

    synchronized void add(BatchJob job) {
        jobs.put(job.origin().id(), job);
        standing(job);
    }

    synchronized void add(StoredFile file) {
        files.put(file.id(), file);
    }

    synchronized Optional<StoredFile> file(String id) {
        return Optional.ofNullable(files.get(id));
    }

    synchronized boolean deleteFile(String id) {
        return files.remove(id) != null;
    }

    /// Newest first.
    synchronized List<StoredFile> files(Predicate<StoredFile> wanted) {
        return new ArrayList<>(files.values()).reversed().stream().filter(wanted).toList();
    }

    /// Looks at a batch as it stands now.
    synchronized <T> Optional<T> look(String id, Wire wire, Function<BatchJob, T> view) {
        catchUp();
        return Optional.ofNullable(jobs.get(id)).filter(job -> job.origin().wire() == wire).map(view);
    }

    /// Looks at all batches of a wire as they stand now, newest first.
    synchronized <T> List<T> lookAtAll(Wire wire, Function<BatchJob, T> view) {
        catchUp();
        return new ArrayList<>(jobs.values()).reversed()
                .stream()
                .filter(job -> job.origin().wire() == wire)
                .map(view)
                .toList();
    }

    /// Answers and books what is due.
    synchronized void catchUp() {
        var now = worker.clock().simulatedNanos();
        for (var job : jobs.values()) {
            for (var due = job.advance(now); due > 0; due--) {
                job.answered().add(worker.answer(job, job.answered().size(), items, books));
            }
            standing(job);
        }
    }

    private void standing(BatchJob job) {
        var stage = job.stage().name().toLowerCase(Locale.ROOT);
        books.standing(new Books.Batch(job.origin().id(), job.origin().wire(), job.origin().label(),
                job.origin().createdAt(), job.entries().size(), 0, stage, Usage.NONE));
    }

    /// Books that results were written to a client to their end.
    ///
    /// @param told which of the answers, by their place
    synchronized void delivered(BatchJob job, IntPredicate told) {
        if (job.firstDelivery()) {
            IntStream.range(0, job.answered().size())
                    .filter(told)
                    .mapToObj(i -> job.answered().get(i).call())
                    .filter(call -> !call.billed().equals(Usage.NONE))
                    .forEach(books::delivered);
        }
    }
}
