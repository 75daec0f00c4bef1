"""Datasets: what each one is, how its bytes are got and proved, how its table is read."""
