package dev.penstock.engine.alert;

/// What a rule found.
///
/// @param level how bad it is by the rule's own count, from 1: only what is worse than what was told is told again
/// @param summary what is the matter; task and run are said beside it
/// @param next the command, or the deed, that goes on from here
record Finding(int level, Alert.Figure figure, String summary, String next) {
    Alert alert(Rule rule, Moment moment) {
        return new Alert(rule.name(), rule.severity(), moment.at(), moment.subject(), figure, summary, next);
    }
}
