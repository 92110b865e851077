"""The local store: a small server that speaks the part of Qiniu's protocol that clients use.

`python -m services.media.server` takes form uploads with a token, calls back, and serves the files
with thumbnails. It knows nothing of the service but its keys.
"""
