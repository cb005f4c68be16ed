"""Whether what is stored is what it must be: the twelve invariants, and anchors against a rewritten past. Only reads."""
