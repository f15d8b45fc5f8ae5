/// Penstock as a library, and everything the command line does.
///
/// Start at [Penstock]: open a project's files or build one in code, ask a [Task] to generate, and switch over the [Outcome].
/// [Records] reads what happened and records what people decide about dead letters. [Engine] and [Project] are what these, the
/// command line and a server are made of; a program that embeds Penstock rarely needs them.
///
/// Mistakes in settings are [dev.penstock.settings.SettingsException] with every problem at once, or [CannotStartException];
/// nothing was sent then. A generation without an outcome yet is [GenerationPendingException], or [GenerationHaltedException]
/// when a person must act.
@NullMarked
package dev.penstock.engine;

import org.jspecify.annotations.NullMarked;
