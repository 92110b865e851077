"""The image, built without a registry, and each process of it as a container."""
