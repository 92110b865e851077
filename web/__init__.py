"""HTTP endpoints and pages. Whatever needs data calls a task through the hub."""
