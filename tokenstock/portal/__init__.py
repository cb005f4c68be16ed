"""The pages: My Token Stock, Subaccounts, popups and the vendor's desk. Server-rendered; every one works without JavaScript."""
