"""What the tests of the domain share: a fixed cast, and proofs about whole databases."""
