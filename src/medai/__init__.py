"""medai: a guided path through medical data analysis and AI, graded on real data."""

__version__ = "0.1.0"
