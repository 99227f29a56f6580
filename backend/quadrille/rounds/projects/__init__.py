"""Projects of a round: they apply, reviewers decide, and each says where it is paid."""
