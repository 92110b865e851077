"""Everything that belongs to a user, kind by kind, as `user.export` writes it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from models.db import run

PORTION = 500
"""The most rows in memory at a time."""

KINDS = {
    "profile": """
        SELECT uid, nick, signature, headpic, background_image, sex, birthday, marriage, height,
            position, job, create_time, actor, actor_level, active_by, active_level, is_stew, phone,
            tags, like_me_count, find_by_phone, first_start, show_online
        FROM users WHERE uid = %(uid)s""",
    "place": "SELECT lat, long, time FROM positions WHERE uid = %(uid)s",
    "client_data": "SELECT data::json FROM client_data WHERE uid = %(uid)s",
    "files": """
        SELECT url, time FROM uploaded_files
        WHERE uid = %(uid)s AND name NOT LIKE 'export-%%' ORDER BY time, url""",
    "album": """
        SELECT did, text, time, type, picture, width, height, video, voice, length
        FROM album_media WHERE uid = %(uid)s ORDER BY did""",
    "posts": """
        SELECT postid, gid, cid, content, picture, width, height, video, videolen, voice, voicelen,
            lat, long, mid, "like", replycount, time
        FROM posts WHERE uid = %(uid)s ORDER BY postid""",
    "post_media": """
        SELECT did, postid, media.time, media.type, media.picture, media.width, media.height,
            media.video, media.voice, media.length
        FROM post_media AS media JOIN posts USING (postid) WHERE posts.uid = %(uid)s
        ORDER BY did""",
    "replies": """
        SELECT replyid, postid, content, time FROM post_replies WHERE uid = %(uid)s
        ORDER BY replyid""",
    "liked_posts": "SELECT postid, time FROM post_likes WHERE uid = %(uid)s ORDER BY time, postid",
    "liked_users": "SELECT uid, time FROM user_likes WHERE by_uid = %(uid)s ORDER BY time, uid",
    # Sent messages are found through the conversations, because messages have no index by sender.
    "messages": """
        SELECT msgid, fromid, toid, content, lat, long, type, picture, width, height, video,
            voice, length, time
        FROM messages WHERE toid = %(uid)s
        UNION ALL
        SELECT msgid, fromid, toid, content, lat, long, type, picture, width, height, video,
            voice, length, time
        FROM messages WHERE fromid = %(uid)s AND toid <> %(uid)s
            AND toid IN (SELECT peer FROM conversations WHERE uid = %(uid)s)
        ORDER BY msgid""",
    "conversations": """
        SELECT peer, last_msgid, read_msgid, unread FROM conversations WHERE uid = %(uid)s
        ORDER BY last_msgid""",
    "events": """
        SELECT eid, type, data, create_time FROM events
        WHERE uid = %(uid)s AND type <> 'export_ready' ORDER BY eid""",
    "friends": "SELECT uid, type, time FROM friends WHERE owner = %(uid)s ORDER BY time, uid",
    "blocked_users": "SELECT uid, time FROM blocks WHERE owner = %(uid)s ORDER BY time, uid",
    "muted_users": "SELECT uid, time FROM mutes WHERE owner = %(uid)s ORDER BY time, uid",
    "muted_groups": "SELECT gid FROM group_mutes WHERE uid = %(uid)s ORDER BY gid",
    "phone_book": """
        SELECT phone, number, name, time FROM contacts WHERE owner = %(uid)s
        ORDER BY phone, number""",
    "invitations": """
        SELECT phone, nick, headpic, sex, birthday, marriage, height, position, join_cid,
            join_roleid, joined_uid, create_time, sms_send_time
        FROM invites WHERE uid = %(uid)s ORDER BY invite_id""",
    "own_groups": """
        SELECT gid, name, board, type, position, lat, long, time FROM groups
        WHERE creator = %(uid)s ORDER BY gid""",
    "groups": """
        SELECT gid, type, time, can_post, admin, mute_until, state FROM group_members
        WHERE uid = %(uid)s ORDER BY gid""",
    "group_requests": """
        SELECT gid, state, time FROM group_requests WHERE uid = %(uid)s ORDER BY time, gid""",
    "group_invitations": """
        SELECT gid, uid, fromuid, time FROM group_invites
        WHERE uid = %(uid)s OR fromuid = %(uid)s ORDER BY time, gid, uid, fromuid""",
    "circles": """
        SELECT cid, roleid, by_uid, time FROM circle_members WHERE uid = %(uid)s ORDER BY cid""",
    "circle_requests": """
        SELECT eid, touid, cid, create_time, accept_time FROM join_requests
        WHERE uid = %(uid)s ORDER BY eid""",
    "reports": """
        SELECT reportid, kind, target AS id, reason, text, state, time, closed_time FROM reports
        WHERE uid = %(uid)s ORDER BY reportid""",
    "suspension": "SELECT until, time FROM suspensions WHERE uid = %(uid)s",
    "sessions": """
        SELECT sid AS id, method, create_time, last_time, address, login_address, timeout
        FROM sessions WHERE uid = %(uid)s ORDER BY sid""",
    "devices": "SELECT sid, platform, time, badge FROM devices WHERE uid = %(uid)s ORDER BY sid",
    "orders": """
        SELECT orderid, create_time, mid, paystate, paytime, refundtime, ex_people, recommend_uid,
            productname, "desc", productcatalog, amount, ex_people_amount, hardwareid, provider
        FROM orders WHERE uid = %(uid)s ORDER BY seq""",
    "paylogs": """
        SELECT payid, orderid, log.mid, log.paystate, log.productname, productdesc, log.amount,
            log.create_time, log.ex_people, log.recommend_uid
        FROM paylogs AS log JOIN orders USING (orderid) WHERE orders.uid = %(uid)s
        ORDER BY payid""",
    "endorsement": """
        SELECT level, endorsement_point, consumer_point, endorsement_type, type, weight, create_time
        FROM endorsements WHERE uid = %(uid)s""",
    "endorsement_items": """
        SELECT mid, slogan, create_time FROM endorsement_items WHERE uid = %(uid)s ORDER BY mid""",
    "endorsement_times": """
        SELECT start_time, end_time FROM endorsement_times WHERE uid = %(uid)s
        ORDER BY start_time""",
    "activation_codes": """
        SELECT active_code, level, create_time, timeout FROM activation_codes
        WHERE uid = %(uid)s ORDER BY create_time, active_code""",
    "circle_codes": """
        SELECT vcode, cid, roleid, create_time, timeout FROM circle_codes
        WHERE uid = %(uid)s ORDER BY create_time, vcode""",
}
"""The query of each kind. Secrets (password, session ids, device tokens) are in none of them."""


def portions(db: Session, kind: str, uid: int) -> Iterator[list[str]]:
    """A user's rows of one kind as JSON texts, at most PORTION at a time."""
    # A plan that is chosen for a fast first row may read a whole table, longer than a statement may
    # take.
    run(db, "SET LOCAL cursor_tuple_fraction = 1", {})
    query = f"SELECT to_json(one)::text FROM ({KINDS[kind]}) AS one"  # noqa: S608 - our own
    run(db, f"DECLARE kind NO SCROLL CURSOR FOR {query}", {"uid": uid})
    while rows := run(db, f"FETCH {PORTION} FROM kind", {}):
        yield [row for (row,) in rows]
    run(db, "CLOSE kind", {})
