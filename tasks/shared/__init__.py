"""What several functions use; below them, and calling none of them."""
