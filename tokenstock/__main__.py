"""`python -m tokenstock` is the program `tokenstock`."""

from tokenstock.operations.cli import main

if __name__ == "__main__":
    main()
