"""The graders' vocabulary: each check looks at one property and says what is wrong in plain words."""
