"""The local store: a small server that speaks the part of Qiniu's protocol that clients use.

`python -m services.media.server` takes form uploads with a token, calls back, and serves the files
with thumbnails. Of the service it has only the keys.
"""
