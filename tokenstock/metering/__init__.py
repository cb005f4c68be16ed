"""When systems were activated and accounts chargeable, and the peaks that follow."""
