"""What a learner or an author can do: one use case a function; returns values, prints nothing."""
