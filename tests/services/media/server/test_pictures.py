"""Picture operations."""

import io
import json

import pytest
from PIL import Image

from services.media.server import pictures
from tests.services.media import files


@pytest.fixture
def operate(tmp_path):
    def run(query, size=(400, 200), form="JPEG"):
        path = tmp_path / "picture"
        path.write_bytes(files.picture(size, form))
        return pictures.operate(path, query)

    return run


WIDE, HIGH = (400, 200), (200, 400)


@pytest.mark.parametrize(
    ("query", "size", "expected"),
    [
        ("imageView2/0/w/100/h/20", WIDE, (40, 20)),
        ("imageView2/0/w/100/h/100", HIGH, (50, 100)),
        ("imageView2/0/w/100", HIGH, (50, 100)),
        ("imageView2/1/w/100/h/100", WIDE, (100, 100)),
        ("imageView2/1/w/50", HIGH, (50, 50)),
        ("imageView2/1/w/1000/h/1000", WIDE, (400, 200)),
        ("imageView2/2/w/100", WIDE, (100, 50)),
        ("imageView2/2/h/100", WIDE, (200, 100)),
        ("imageView2/2/w/100/h/100", HIGH, (50, 100)),
        ("imageView2/2/w/4000", WIDE, (400, 200)),
        ("imageView2/3/w/100/h/100", WIDE, (200, 100)),
        ("imageView2/4/w/100/h/100", HIGH, (100, 200)),
        ("imageView2/4/w/200/h/50", HIGH, (100, 200)),
        ("imageView2/5/w/100/h/50", HIGH, (50, 100)),
    ],
)
def test_thumbnails(operate, query, size, expected):
    body, mime = operate(query, size)
    assert mime == "image/jpeg"
    assert Image.open(io.BytesIO(body)).size == expected


def test_formats(operate):
    body, mime = operate("imageView2/2/w/100/format/png/q/80")
    assert mime == "image/png"
    assert Image.open(io.BytesIO(body)).format == "PNG"
    assert operate("imageView2/2/w/100", form="PNG")[1] == "image/png"
    assert operate("imageView2/2/w/100", form="BMP")[1] == "image/jpeg"


def test_facts(operate):
    body, mime = operate("imageInfo")
    facts = json.loads(body)
    assert mime == "application/json"
    assert facts.pop("size") > 0
    assert facts == {"format": "jpeg", "width": 400, "height": 200, "colorModel": "rgb"}


def test_stills(operate):
    body, mime = operate("vframe/jpg/offset/1/w/320/h/240")
    assert mime == "image/jpeg"
    assert Image.open(io.BytesIO(body)).size == (320, 240)


@pytest.mark.parametrize(
    "query",
    ["imageView2", "imageView2/6/w/10", "imageView2/2", "imageView2/2/w/x", "imageMogr2/strip"],
)
def test_bad_operations(operate, query):
    with pytest.raises(pictures.BadOperation):
        operate(query)


@pytest.mark.parametrize("query", ["imageInfo", "imageView2/2/w/10"])
def test_of_no_picture(tmp_path, query):
    (tmp_path / "sound").write_bytes(files.sound())
    with pytest.raises(pictures.BadOperation, match="no picture"):
        pictures.operate(tmp_path / "sound", query)
