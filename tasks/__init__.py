"""Everything a client can call, and what runs without one. `app` is the Celery application."""

from celery import Celery

app = Celery("tasks")
app.config_from_object("celeryconfig")
