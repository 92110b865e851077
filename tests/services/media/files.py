"""Small files of every kind, made on the spot."""

import io
import struct
import wave

from PIL import Image


def picture(size: tuple[int, int] = (64, 48), form: str = "JPEG", color: str = "#c03020") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, form)
    return out.getvalue()


def sound(seconds: float = 0.5) -> bytes:
    """A WAV file of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * int(8000 * seconds))
    return out.getvalue()


def amr(frames: int = 25) -> bytes:
    """A phone's voice recording: frames of 20 ms."""
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * frames


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def film(seconds: int = 3, handlers: tuple[bytes, ...] = (b"vide", b"soun")) -> bytes:
    """The skeleton of an MP4 file; without the handler `vide` it is a sound."""
    start = _box(b"ftyp", b"isom", bytes(4), b"isommp42")
    header = _box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000), bytes(80))
    media = _box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000), bytes(4))
    tracks = [
        _box(b"trak", _box(b"mdia", media, _box(b"hdlr", bytes(8), handler, bytes(13))))
        for handler in handlers
    ]
    return start + _box(b"moov", header, *tracks)
