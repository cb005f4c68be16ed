"""How a company shows itself: whom its customers ask, the address by which new ones come, its image."""
