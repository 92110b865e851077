"""The image, built without an image registry, and each process of it as a container."""
