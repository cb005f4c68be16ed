"""The program killed at random, under the load of people who confirm things in the portal."""
