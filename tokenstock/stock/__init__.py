"""An account's token stock: the only door to the ledger, standing and statements."""
