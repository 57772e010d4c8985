"""The four theorems, and the constants behind them, declared as claims."""
