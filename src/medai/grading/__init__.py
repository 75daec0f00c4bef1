"""Safe, fast and true verdicts on learner code."""
