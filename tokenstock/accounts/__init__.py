"""Companies, their tree, their users and the gate to them."""
