"""Tests of what runs the service: ./dev, the supervisor, Flower."""
