"""Who may do what: one table for each namespace, in the words of the protocol document."""
