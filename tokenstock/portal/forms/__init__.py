"""Text from a browser into values, with a sentence beside the field where that fails. No database."""
