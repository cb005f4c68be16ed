"""What the projection of an account's stock means for buying. The dates themselves are made in `stock` (migration 0001)."""
