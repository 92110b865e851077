"""Arbitrary input from outside is answered.

A minute of it in every run of the tests, more by `./dev fuzz --minutes N`. No errno 7, no
traceback, no value that was sent in any log line, and no process that dies or grows without bound.
"""
