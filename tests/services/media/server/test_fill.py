"""Magic variables."""

import json

from hypothesis import given
from hypothesis import strategies as st

from services.media.server import fill

VALUES = {"etag": "Fk", "fsize": 3, "imageInfo.width": None, "x:content": 'a "b"\n\\'}


def test_texts_numbers_and_nothing():
    template = (
        '{"h":"$(etag)","s":$(fsize),"w":$(imageInfo.width),"c":"$(x:content)","no":"$(x:q)"}'
    )
    assert json.loads(fill.as_json(template, VALUES)) == {
        "h": "Fk", "s": 3, "w": None, "c": 'a "b"\n\\', "no": "",
    }  # fmt: skip


def test_inside_a_longer_text():
    filled = fill.as_json('{"url":"http://a/$(etag)","t":"<$(x:content)>"}', VALUES)
    assert json.loads(filled) == {"url": "http://a/Fk", "t": '<a "b"\n\\>'}


def test_forms():
    filled = fill.as_form("h=$(etag)&c=$(x:content)&w=$(imageInfo.width)", VALUES)
    assert filled == "h=Fk&c=a+%22b%22%0A%5C&w="


@given(st.text())
def test_nothing_breaks_out_of_its_quotes(text):
    filled = fill.as_json('{"a":"$(x:a)","uid":1}', {"x:a": text})
    assert json.loads(filled) == {"a": text, "uid": 1}
