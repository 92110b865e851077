"""Imported last: every function declared by then becomes a Celery task."""

from tasks.rpc.celery_task import register_all

register_all()
