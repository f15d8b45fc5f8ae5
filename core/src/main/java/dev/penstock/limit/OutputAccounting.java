package dev.penstock.limit;

/// How the provider counts output tokens against its quota.
public enum OutputAccounting {
    /// As they are generated: a call reserves the mean of what the task's calls used so far.
    USED,
    /// The whole cap when the call begins, the rest given back when it ends: a call reserves its cap.
    RESERVE
}
