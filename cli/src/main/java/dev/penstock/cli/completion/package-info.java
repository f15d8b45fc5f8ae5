/// Completion of the command line in bash and zsh.
@NullMarked
package dev.penstock.cli.completion;

import org.jspecify.annotations.NullMarked;
