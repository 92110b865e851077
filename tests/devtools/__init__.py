"""Tests of ./dev: the supervisor, the embedded servers, the demo data, the documents."""
