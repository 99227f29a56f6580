"""The screening as a process: a frozen nominee, states with deadlines, decisions, appeals, renewal."""
