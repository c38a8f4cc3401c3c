"""Generated files whose whole text is known, and how much of it reading gives back."""
