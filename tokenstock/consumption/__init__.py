"""The month end."""
