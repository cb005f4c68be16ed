"""What a company reads about its own stock, put together from every package that moves tokens."""
