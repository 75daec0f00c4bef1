"""What the writers of exercises do: check them, begin a new one, try a file."""
