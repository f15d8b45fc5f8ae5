package dev.penstock.simulator;

/// What a wire makes of a request body: a prompt to answer, or a reason to refuse it.
sealed interface Intake permits Prompt, Rejection {}
