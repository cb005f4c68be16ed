"""How each language writes days, moments and months; numbers are as Django has them. Both name the same formats."""
