"""Grading a whole workspace where nobody watches: on a push, or the same on a laptop."""
