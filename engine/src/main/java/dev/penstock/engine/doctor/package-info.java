/// Finds what is wrong with a set-up before a run does: machine, settings, store, tasks, endpoints. Works on what is broken.
@NullMarked
package dev.penstock.engine.doctor;

import org.jspecify.annotations.NullMarked;
