"""The tables of the installation itself."""
