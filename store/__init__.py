"""The common embedding store: a ledger that is the truth, and indexes that can be thrown away."""
