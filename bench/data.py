"""Users and their sessions, written directly into a migrated database."""

import os
import subprocess
import sys
from collections.abc import Mapping

from sqlalchemy import create_engine, make_url, text

from bench.specs import FIRST_DEVICE, SECOND_DEVICE, SESSION_ID_LENGTH
from bench.systems import ROOT

# The session id is made here as in `bench.specs.session_id`; only its SHA-256 is stored.
_USERS = """
INSERT INTO users (uid, nick, nick_key, signature, headpic, sex, birthday, height, position, job,
                   create_time, phone, phone_national, tags, changed_time, first_start)
SELECT n, 'bench' || n, 'bench' || n, 'The best view comes after the hardest climb.',
       'https://img.example.com/' || md5(n::text), n % 3, 448693200 + n, 150 + n % 50, 'Chengdu',
       'Engineer', 1401303144 + n, '+8613' || to_char(n, 'FM000000000'),
       '13' || to_char(n, 'FM000000000'), ARRAY['music', 'hiking'], 1401303144, 1401303144
FROM generate_series(CAST(:first AS bigint), :last) AS n
"""
_SESSIONS = """
INSERT INTO sessions (uid, id_hash, timeout, create_time, method)
SELECT n, sha256(convert_to(:device || lpad(n::text, :digits, '0'), 'UTF8')),
       extract(epoch FROM now())::bigint + 86400 * 180, extract(epoch FROM now())::bigint, 'code'
FROM generate_series(CAST(:first AS bigint), :last) AS n
"""
# Everybody is in one circle, so that a profile has something to join.
_CIRCLE = (
    "INSERT INTO circles (cid, name, board, icon_url) VALUES "
    "(1, 'Lakeside', 'Rowing on Sundays at nine.', 'https://img.example.com/lake')",
    "INSERT INTO circle_roles (cid, roleid, level, title) VALUES (1, 1, 1, 'rower')",
    "UPDATE circles SET default_roleid = 1",
    "INSERT INTO circle_members (cid, uid, roleid, by_uid, time) "
    "SELECT 1, uid, 1, 1, create_time FROM users",
)
_AFTER = (
    "SELECT setval(pg_get_serial_sequence('users', 'uid'), (SELECT max(uid) FROM users))",
    "ANALYZE users",
    "ANALYZE sessions",
    "ANALYZE circle_members",
)


def migrate(environment: Mapping[str, str]) -> None:
    """Bring the database up to date with the migrations; raises CalledProcessError."""
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, env={**os.environ, **environment}, cwd=ROOT, check=True)


def lay_down(database_url: str, users: int, devices: int = 1) -> None:
    """Insert the bench users 1 to `users`, a session for each device, and everybody's circle."""
    url = make_url(database_url).set(drivername="postgresql+psycopg2")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    bounds = {"first": 1, "last": users}
    with engine.connect() as connection:
        connection.execute(text(_USERS), bounds)
        for device in (FIRST_DEVICE, SECOND_DEVICE)[:devices]:
            sessions = {"device": device, "digits": SESSION_ID_LENGTH - len(device)}
            connection.execute(text(_SESSIONS), bounds | sessions)
        for statement in (*_CIRCLE, *_AFTER):
            connection.execute(text(statement))
    engine.dispose()
