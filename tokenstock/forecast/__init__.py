"""What the projection of a stock means for buying. The dates are made in `stock` (migration 0001)."""
