"""Who may do what: one table per namespace that reads like the protocol document."""
