"""Profiles: everything that all users may see of a user, read in one statement.

The database builds the JSON, because fetching one text is cheaper than fetching thirty columns,
and every connection keeps the plan: no other read is as frequent.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from models import closure, meeting
from models.prepared import Prepared


class Profile(NamedTuple):
    """JSON texts. `seen` has the keys user, exdata and circles (oldest membership first).

    `endorsed`, of endorsers only, has endorsement and endors_list (newest first; items of deleted
    goods have none). `apart`: one of user and reader has blocked the other.
    """

    uid: int
    seen: str
    endorsed: str | None
    apart: bool


_SELECT = """
SELECT u.uid,
  json_build_object(
    'user', json_build_object(
      'uid', u.uid, 'nick', u.nick, 'signature', u.signature, 'headpic', u.headpic,
      'background_image', u.background_image, 'sex', u.sex, 'birthday', u.birthday,
      'marriage', u.marriage, 'height', u.height, 'position', u.position, 'job', u.job,
      'create_time', u.create_time, 'actor', u.actor, 'actor_level', u.actor_level,
      'active_by', u.active_by, 'active_level', u.active_level, 'is_stew', u.is_stew),
    'exdata', json_build_object(
      'uid', u.uid, 'tags', u.tags, 'like_me_count', u.like_me_count),
    'circles', coalesce(
      (SELECT json_agg(json_build_object(
                'cid', m.cid, 'roleid', m.roleid, 'subid', m.roleid, 'level', r.level,
                'title', r.title, 'by_uid', m.by_uid, 'time', m.time, 'name', c.name,
                'board', c.board, 'store_group_id', c.store_group_id,
                'poster_url', c.poster_url, 'interact_poster', c.interact_poster,
                'icon_url', c.icon_url) ORDER BY m.time, m.cid)
         FROM circle_members m
         JOIN circle_roles r ON r.cid = m.cid AND r.roleid = m.roleid
         JOIN circles c ON c.cid = m.cid
        WHERE m.uid = u.uid),
      '[]'))::text,
  CASE WHEN e.uid IS NOT NULL THEN json_build_object(
    'endorsement', json_build_object(
      'level', e.level, 'endorsement_point', e.endorsement_point,
      'consumer_point', e.consumer_point, 'endorsement_type', e.endorsement_type,
      'type', e.type, 'create_time', e.create_time),
    'endors_list', coalesce(
      (SELECT json_agg(
                CASE WHEN g.mid IS NULL
                  THEN json_build_object('slogan', i.slogan, 'create_time', i.create_time)
                  ELSE json_build_object(
                    'slogan', i.slogan, 'create_time', i.create_time,
                    'merchandise', json_build_object(
                      'mid', g.mid, 'productname', g.productname, 'amount', g.amount,
                      'time', g.time, 'show_post_url', g.show_post_url,
                      'icon_url', g.icon_url))
                END ORDER BY i.create_time DESC, i.mid)
         FROM endorsement_items i LEFT JOIN merchandise g ON g.mid = i.mid
        WHERE i.uid = u.uid),
      '[]'))::text END,
  (apart)
  FROM users u LEFT JOIN endorsements e ON e.uid = u.uid AND e.endorsement_type > 0
""".replace("(apart)", meeting.APART.format(one="%(reader)s", other="u.uid"))
_OPEN = closure.OPEN.format(uid="u.uid")
# Two statements, because the server keeps no plan for a list whose length may change.
_ONE = Prepared(f"{_SELECT} WHERE u.uid = %(uid)s AND {_OPEN}")
_SEVERAL = Prepared(f"{_SELECT} WHERE u.uid = ANY(%(uids)s) AND {_OPEN}")


def profiles(db: Session, reader: int, uids: Sequence[int]) -> dict[int, Profile]:
    """Return the profiles of the users who exist, as `reader` may see them, by uid."""
    one = len(uids) == 1
    which = {"uid": uids[0]} if one else {"uids": list(uids)}
    rows = (_ONE if one else _SEVERAL).all(db, reader=reader, **which)
    return {row[0]: Profile._make(row) for row in rows}
