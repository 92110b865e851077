"""ops.uploads.*; what the store does with a token is tested with the store"""

import pytest

from tests.factories import make_circle

BASE = "http://app.example.com"


def test_icon(db, call, audited):
    circle = make_circle(db)
    parm = {"cid": circle.cid, "base": BASE}
    answer = call("ops.uploads.circle_icon", parm)
    assert answer.result.keys() == {"token", "upload_url"}
    ((action, errno, params, result),) = audited()
    assert (action, errno, params) == ("CircleIcon", 0, parm)
    assert answer.result["token"] not in str(result)


@pytest.mark.parametrize(("cid", "errno"), [(10**15, 3), (0, 6), (None, 6)])
def test_no_icon(call, cid, errno):
    assert call("ops.uploads.circle_icon", {"cid": cid, "base": BASE}).errno == errno


def test_image(call, audited):
    answer = call("ops.uploads.image", {"base": BASE})
    assert answer.result.keys() == {"token", "upload_url"}
    assert answer.result["token"] not in str(audited())
