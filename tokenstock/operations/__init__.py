"""The program's commands and what is behind them."""
