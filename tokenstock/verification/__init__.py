"""Whether what is stored is what it must be: twelve invariants, and anchors against a rewritten past. Only reads."""
