package dev.penstock.limit;

/// Who waits: somebody in front of a screen, or a bulk job.
public enum Lane {
    INTERACTIVE, BULK
}
