"""The pages: My Token Stock, Subaccounts, popups and the vendor's desk. Every one works without JavaScript."""
