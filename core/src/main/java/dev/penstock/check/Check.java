package dev.penstock.check;

/// One question about a reply that its schema already accepts. Deterministic and thread-safe; never calls a model and
/// does bounded work whatever the reply holds, because a reply is hostile until shown otherwise.
public interface Check {
    /// The layer it belongs to, as in its evidence: `semantics`, `placeholder`, `language`.
    String name();

    /// What this check says about the candidate.
    Finding judge(Candidate candidate);
}
