-- A database with skew: most users are ordinary, a few people, groups and posts are not.
-- Each statement fills the table it names, with numbers that fill.py puts in.

INSERT INTO users (uid, nick, nick_key, signature, headpic, sex, birthday, height, position, job,
                   create_time, phone, phone_national, tags, changed_time, first_start)
SELECT n, nick, nick, 'The best view comes after the hardest climb.',
       'https://img.example.com/' || md5(n::text), n % 3, 448693200 + n, 150 + n % 50, 'Chengdu',
       'Engineer', $now - n, '+86' || number, number,
       ARRAY['t' || n % 5000, 'u' || n * 7 % 5009, CASE WHEN n % 6 = 0 THEN 'common' ELSE 'x' END],
       $now - n * 31 % 1000000, $now
  FROM generate_series(1::bigint, $users) AS n, LATERAL (
       SELECT CASE WHEN n % 8 = 0 THEN 'anna' ELSE 'user' END || n AS nick,
              (130 + n % 70) || lpad(n::text, 8, '0') AS number) AS made;

INSERT INTO sessions (sid, uid, id_hash, timeout, create_time, method)
SELECT n, n, sha256(convert_to('growth' || lpad(n::text, 18, '0'), 'UTF8')), $now + 999999999,
       $fresh, 'code' FROM generate_series(1::bigint, $users) AS n;

INSERT INTO devices (sid, uid, device_token, time)
SELECT n, n, lpad(to_hex(n), 64, '0'), $now FROM generate_series(1::bigint, $users, 2) AS n;

INSERT INTO positions (uid, lat, long, time)
SELECT n, CASE WHEN n % 5 = 0 THEN $lat + n * 31 % 1000 / 25000.0 ELSE 20 + n * 31 % 25000 / 1e3 END,
       CASE WHEN n % 5 = 0 THEN $long + n * 17 % 997 / 25000.0 ELSE 90 + n * 17 % 35000 / 1e3 END,
       $fresh - n % 500000 FROM generate_series(1::bigint, $users) AS n;

INSERT INTO friends (owner, uid, time)
SELECT DISTINCT owner, uid, $now FROM (
  SELECT n AS owner, 1 + (n * 7919 + k * 104729) % $users AS uid
    FROM generate_series(6::bigint, $users) AS n, generate_series(1::bigint, 5) AS k
  UNION SELECT 1, 10 + k FROM generate_series(1::bigint, $friends) AS k
  UNION SELECT 20 * k, 2 FROM generate_series(1::bigint, $users / 20) AS k) AS pairs
 WHERE owner <> uid;

INSERT INTO blocks (owner, uid, time)
SELECT DISTINCT owner, uid, $now FROM (
  SELECT 20 * n AS owner, 1000 + n AS uid FROM generate_series(1::bigint, $users / 20) AS n
  UNION SELECT 1, 1000 + 2 * n FROM generate_series(1::bigint, $friends / 3) AS n
  UNION SELECT 1001 + 2 * n, 1 FROM generate_series(1::bigint, $friends / 3) AS n) AS pairs
 WHERE owner <> uid;

INSERT INTO closures (uid, time, due)
SELECT 100 * n - 50, $now, $now + 999999999 FROM generate_series(1::bigint, $users / 100) AS n;

INSERT INTO groups (gid, creator, name, board, type, time, only_member_watch)
SELECT n, CASE WHEN n <= 3 THEN 2 WHEN n IN (1017, 1018) THEN 17 ELSE 6 + n % ($users - 6) END, 'group ' || n, 'welcome', n % 3,
       $now, (n = 2)::int FROM generate_series(1::bigint, $groups) AS n;

INSERT INTO group_members (gid, uid, time, state)
SELECT DISTINCT gid, uid, $now, 'member' FROM (
  SELECT k % 2 + 1 AS gid, 5 + 2 * (k / 2) AS uid FROM generate_series(2::bigint, 2 * $crowd) AS k
  UNION SELECT 3, n FROM generate_series(1::bigint, 50) AS n
  UNION SELECT 4 + (n * 31 + k * 7) % ($groups - 4), n
          FROM generate_series(6::bigint, $users) AS n, generate_series(1::bigint, 2) AS k
  UNION SELECT 5 + k, 1 FROM generate_series(1::bigint, 1000) AS k
  UNION SELECT 1, 1 UNION SELECT 2, 1 UNION SELECT 1, 2 UNION SELECT 2, 2
  UNION SELECT 1017, 17 UNION SELECT 1018, 17 UNION SELECT 1017, 23) AS members;

INSERT INTO posts (postid, uid, gid, cid, content, "like", replycount, time, picture)
SELECT n, CASE WHEN n = 1 THEN 17 ELSE 6 + n * 7919 % ($users - 6) END,
       CASE WHEN n = 1 THEN 1017 ELSE 4 + n * 13 % ($groups - 4) END, NULL::bigint, 'a walk by the lake',
       0, 0, $now - $users + n, CASE WHEN n % 3 = 0 THEN 'https://img.example.com/' || n END
  FROM generate_series(1::bigint, $posts) AS n
UNION ALL
SELECT $posts + n, 5 + 2 * (n % $crowd), 1 + n % 2, NULL, 'to the whole town', 0, 0, $now, NULL
  FROM generate_series(1::bigint, $large_posts) AS n
UNION ALL
SELECT $posts + $large_posts + n, 3, 3, NULL, 'a hot post',
       CASE WHEN n = 101 THEN $users / 10 ELSE $users / 1000 END,
       CASE WHEN n = 101 THEN $users / 20 ELSE $users / 2000 END, $now, NULL
  FROM generate_series(1::bigint, 101) AS n
UNION ALL
SELECT $hot_post + n, 3, NULL, 1, 'a hot post in the circle', $users / 1000, $users / 2000, $now,
       NULL FROM generate_series(1::bigint, 100) AS n;

INSERT INTO post_likes (postid, uid, time)
SELECT $posts + $large_posts + n, 10 + k, $now - k FROM generate_series(1::bigint, 200) AS n,
       generate_series(1::bigint, $users / 1000) AS k WHERE n <> 101
UNION ALL
SELECT $hot_post, 10 + k, $now - k FROM generate_series(1::bigint, $users / 10) AS k;

INSERT INTO post_replies (postid, uid, owner, content, time)
SELECT $posts + $large_posts + n, 10 + k, 3, 'what a view', $now FROM generate_series(1::bigint, 200) AS n,
       generate_series(1::bigint, $users / 2000) AS k WHERE n <> 101
UNION ALL
SELECT $hot_post, 10 + k, 3, 'me too', $now FROM generate_series(1::bigint, $users / 20) AS k;

INSERT INTO messages (fromid, toid, type, content, time)
SELECT 6 + n * 7919 % ($users - 6), CASE WHEN n % 10 < 9 THEN 6 + n * 104729 % ($users - 6)
       ELSE 1 END, 'txt', 'shall we meet at seven?', $now - 2 * $users + n
  FROM generate_series(1::bigint, 2 * $users) AS n;

INSERT INTO unread_messages (uid, msgid, fromid) SELECT toid, msgid, fromid FROM messages
 WHERE toid = 1 OR msgid % 10 = 3;

INSERT INTO conversations (uid, peer, last_msgid, unread)
SELECT uid, peer, max(msgid), count(*) FILTER (WHERE received AND uid <> peer)
  FROM (SELECT toid AS uid, fromid AS peer, msgid, true AS received FROM messages
        UNION ALL SELECT fromid, toid, msgid, false FROM messages) AS sides
 GROUP BY uid, peer;

INSERT INTO events (uid, type, data, create_time)
SELECT CASE WHEN n % 10 < 9 THEN 6 + n * 104729 % ($users - 6) ELSE 1 END, 'add_friend',
       jsonb_build_object('uid', 6 + n * 7919 % ($users - 6)), $now
  FROM generate_series(1::bigint, $users / 2) AS n;

INSERT INTO contacts (owner, phone, number, name, time)
SELECT CASE WHEN n = 0 THEN 1 ELSE 10 * n + 7 END, 'p' || k,
       '+86' || (130 + m % 70) || lpad(m::text, 8, '0'), 'name ' || k, $now
  FROM generate_series(0::bigint, $users / 10 - 1) AS n,
       generate_series(1::bigint, CASE WHEN n = 0 THEN 3000 ELSE 20 END) AS k,
  LATERAL (SELECT 1 + (n * 100 + k * 37) % $users AS m) AS made;

INSERT INTO invites (uid, phone, nick, create_time)
SELECT CASE WHEN n <= 500 THEN 1 ELSE 6 + n * 7919 % ($users - 6) END, '+8612' || lpad(n::text, 9, '0'), 'guest', $now
  FROM generate_series(1::bigint, 500 + $users / 20) AS n;

INSERT INTO circles (cid, name, board, icon_url, default_roleid)
SELECT n, 'circle ' || n, 'Rowing on Sundays.', 'https://img.example.com/lake', 1
  FROM generate_series(1::bigint, 500) AS n;

INSERT INTO circle_roles (cid, roleid, level, title)
SELECT n, r, r, 'role ' || r FROM generate_series(1::bigint, 500) AS n, generate_series(1::bigint, 3) AS r;

INSERT INTO circle_members (cid, uid, roleid, by_uid, time)
SELECT DISTINCT cid, uid, 1, 1, $now FROM (
  SELECT 1 AS cid, 5 + k AS uid FROM generate_series(1::bigint, $crowd) AS k
  UNION SELECT 2 + n % 499, n FROM generate_series(6::bigint, $users) AS n
  UNION SELECT k, 1 FROM generate_series(1::bigint, 202) AS k UNION SELECT 1, 3 UNION SELECT 1, 17) AS members;

INSERT INTO circle_boards (cid, board, time)
SELECT 1, 'announcement ' || n, $now FROM generate_series(1::bigint, 1000) AS n;

INSERT INTO album_media (uid, type, picture, text, time)
SELECT CASE WHEN n <= 4000 THEN 1 WHEN n = 5000 THEN 17 ELSE 6 + n * 7919 % ($users - 6) END, 'pic',
       'https://img.example.com/a' || n, '', $now FROM generate_series(1::bigint, 4000 + $users) AS n;

INSERT INTO endorsements (uid, endorsement_type, weight, create_time)
SELECT 10 + 7 * n, 1, n, $now FROM generate_series(1::bigint, GREATEST(10, $users / 1000)) AS n;

INSERT INTO endorsement_times (uid, start_time, end_time)
SELECT 1, $now + n * 3600, $now + n * 3600 + 1800 FROM generate_series(1::bigint, 500) AS n;

INSERT INTO store_groups (gid, groupname) VALUES (1, 'boats');

INSERT INTO merchandise (mid, productname, amount, group_id, time)
SELECT n, 'boat ' || n, CASE WHEN n = 1 THEN 0 ELSE 100 * n END, 1, $now
  FROM generate_series(1::bigint, 500) AS n;

INSERT INTO orders (create_time, paytime, mid, uid, paystate, recommend_uid, productname, amount)
SELECT $now - $users + n, $now, 1 + n % 500,
       CASE WHEN n % 20 = 0 THEN 1 ELSE 6 + n * 7919 % ($users - 6) END, 1,
       CASE WHEN n % 10 = 1 THEN 4 END, 'boat', 100
  FROM generate_series(1::bigint, $users / 5) AS n;

INSERT INTO client_data (uid, data)
VALUES (1, '{"x":"' || repeat('y', 60000) || '"}'), (17, '{"x":1}');

INSERT INTO user_likes (uid, by_uid, time)
SELECT 2, 10 + n, $now FROM generate_series(1::bigint, $users / 20) AS n;
