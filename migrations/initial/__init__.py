"""The first revision, table by table."""
