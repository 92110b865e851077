"""What the local store sees in a file."""

import pytest

from services.media.server.content import UNKNOWN, Content, look
from tests.services.media import files


@pytest.mark.parametrize(
    ("form", "mime"),
    [("JPEG", "jpeg"), ("PNG", "png"), ("GIF", "gif"), ("WEBP", "webp"), ("BMP", "bmp")],
)
def test_pictures_have_a_size(form, mime):
    assert look(files.picture((64, 48), form)) == Content(f"image/{mime}", 64, 48)


def test_a_picture_that_is_cut_short_may_have_none():
    assert look(files.picture(form="PNG")[:12]) == Content("image/png")


def test_sounds_have_a_length():
    mime, width, _, seconds = look(files.sound(0.5))
    assert (mime, width, seconds) == ("audio/x-wav", None, 0.5)


def test_voices_of_phones():
    assert look(files.amr(25)) == Content("audio/amr", duration=0.5)


def test_a_film_and_a_voice_in_a_film_s_container():
    assert look(files.film(3)).mime == "video/mp4"
    assert look(files.film(3)).duration == 3
    assert look(files.film(3, handlers=(b"soun",))).mime == "audio/mp4"


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html></html>"]
)
def test_anything_else_is_unknown(data):
    assert look(data) == Content(UNKNOWN)


def test_broken_sounds_have_no_length():
    assert look(b"ID3" + bytes(200)).duration is None
    assert look(b"fLaC" + bytes(60)).duration is None
