"""Who may do what with activations, albums, endorsers' times and devices."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import ActivationCode, AlbumMedia, User
from tests.factories import make_message, make_session, make_user
from tests.tasks.permissions import matrix

URL = "https://img.example.com/FkQ2"

# "owner" made the activation code and the album entry and may give level 2, "user" level 1,
# "ended" no level any more. high: at level 2. of_ended: through "ended".
TABLE = """
                               | none user ended owner
active.generate_code           |    1    0     2     0
active.generate_code  high     |    1    2     2     0
active.do                      |    1    0     0     2
active.by_user                 |    1    0     0     2
active.by_user        of_ended |    1    2     2     2
album.add                      |    1    0     0     0
album.read                     |    1    0     0     0
album.delete                   |    1    2     2     0
album.endorsements             |    1    0     0     0
endorsement.list_user          |    1    0     0     0
endorsement.get_times          |    1    0     0     0
endorsement.set_times          |    1    0     0     0
device.reg                     |    1    0     0     0
device.unreg                   |    1    0     0     0
ios.reg                        |    1    0     0     0
ios.unreg                      |    1    0     0     0
ios.set_badge                  |    1    0     0     0
report.add                     |    1    0     0     0
report.add            hidden   |    1    3     3     0
report.mine                    |    1    0     0     0
session.list                   |    1    0     0     0
session.revoke                 |    1    3     3     0
session.revoke_others          |    1    0     0     0
"""


class PersonalScene:
    """An activation code and an album entry of the same user."""

    def __init__(self, db: Session, settings: tuple[str, ...]) -> None:
        levels = {"user": 1, "ended": 0, "owner": 2}
        self.cast = {word: make_user(db, actor_level=level).uid for word, level in levels.items()}
        owner = self.cast["owner"]
        self.level = 2 if "high" in settings else 1
        self.activator = self.cast["ended"] if "of_ended" in settings else owner
        self.secret = make_message(db, owner, owner).msgid
        self.session = make_session(db, User.get(db, owner), "x" * 24).sid
        self.reported = ("message", self.secret) if "hidden" in settings else ("user", owner)
        self.code = ActivationCode.make(db, owner, 2**40, level=1)
        self.entry = AlbumMedia(uid=owner, type="pic", picture=URL)
        db.add(self.entry)
        db.flush()

    def parm(self, function: str) -> dict[str, Any]:
        """What to call a function with."""
        kind, id_ = self.reported
        special: dict[str, dict[str, Any]] = {
            "active.generate_code": {"level": self.level},
            "active.do": {"active_code": self.code.active_code},
            "active.by_user": {"uid": self.activator},
            "album.add": {"url": URL, "filetype": 1},
            "album.read": {"uid": self.cast["owner"]},
            "album.delete": {"did": self.entry.did},
            "endorsement.set_times": {"times": [[1, 2]]},
            "device.reg": {"platform": "fcm", "token": "c:" + "0a" * 32},
            "device.unreg": {"token": "c:" + "0a" * 32},
            "ios.reg": {"device_token": "0a" * 32, "is_debug": 0},
            "ios.set_badge": {"badge": 1},
            "report.add": {"kind": kind, "id": id_, "reason": "spam"},
            "session.revoke": {"id": self.session},
        }
        return special.get(function, {})


@matrix.each(TABLE)
def test_rights(db, call, cell):
    matrix.check(call, PersonalScene(db, cell.settings), cell)


@pytest.mark.parametrize("name", ["active", "album", "endorsement", "ios", "report"])
def test_every_function_is_listed(name):
    listed = {one for one in matrix.functions(TABLE) if one.startswith(f"{name}.")}
    assert listed == matrix.namespace(name)
