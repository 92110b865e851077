"""The peer: what one would write first with the same libraries, for the same calls.

A Sanic websocket handler hands each call to a thread, the thread says ``delay(parm).get()``, and
Celery's own Redis transport and result backend do the rest. Nothing here is made slow on purpose:
the worker pool and the number of threads are those that served this shape best, and a read is one
round trip, as the service's are.
"""
