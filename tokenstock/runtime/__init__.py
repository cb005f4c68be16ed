"""What the program stands on: environment variables, the clock, the database server. No Django; not for the domain."""
