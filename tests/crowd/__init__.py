"""A crowd of simulated reviewers, for judging the judgement: who they are, what they do, and what is true."""
