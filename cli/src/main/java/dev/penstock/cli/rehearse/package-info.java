/// The crash proof: a task of the user's against the simulator, killed with SIGKILL and resumed until it has ended.
@NullMarked
package dev.penstock.cli.rehearse;

import org.jspecify.annotations.NullMarked;
