"""Code that several functions use; it never calls them."""
