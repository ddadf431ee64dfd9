"""What a notebook shows: the blocks, how they travel in a notebook, and their HTML and CSV form."""
