"""What a notebook publishes: the blocks, how they travel in a notebook, and their HTML and CSV form."""
