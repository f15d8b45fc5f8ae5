package dev.penstock.jdbc;

import static dev.penstock.jdbc.Samples.RUN;

import dev.penstock.store.AcceptedRow;
import dev.penstock.store.AttemptRow;
import dev.penstock.store.DeadLetterRow;
import dev.penstock.store.Store;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A fresh store for each test of what every store must do.
abstract class StoreContract {
    Store store;

    abstract Store openStore();

    @BeforeEach
    void open() {
        store = openStore();
    }

    @AfterEach
    void close() {
        store.close();
    }

    List<AcceptedRow> accepted() {
        var rows = new ArrayList<AcceptedRow>();
        store.runs().forEachAccepted(RUN, rows::add);
        return rows;
    }

    List<AttemptRow> attempts() {
        var rows = new ArrayList<AttemptRow>();
        store.runs().forEachAttempt(RUN, rows::add);
        return rows;
    }

    List<DeadLetterRow> openLetters() {
        var rows = new ArrayList<DeadLetterRow>();
        store.deadLetters().forEachOpen(RUN, rows::add);
        return rows;
    }

    AttemptRow lastAttempt(long seq) {
        return store.journal().attempts(RUN, seq).getLast();
    }
}
