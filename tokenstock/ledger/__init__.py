"""Double entry: accounts, transactions, entries. Knows no company."""
