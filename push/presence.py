"""Who is online: written by gateways, read by workers.

    presence:<uid>      hash, connection guid -> front guid of its gateway
    front:<guid>        the gateway's lease, which ends when it is not renewed
    front:<guid>:users  set of the uids the gateway has, to clean up after it
    fronts              set of gateways that were not cleaned up yet
    live:<sid>          "<front guid> <connection guid> <since>" of the session's one connection
    seen:<uid>          when the user's last connection ended, unix seconds
    watched:<uid>       set of the front guids of gateways where somebody watches the user
    front:<guid>:watched  set of the uids watched there, to clean up after it

When a gateway stops renewing its lease its entries do not count any more.
"""

from __future__ import annotations

LEASE_SECONDS = 15
HEARTBEAT_SECONDS = 5
LIVE_SECONDS = 30 * 86_400
SEEN_SECONDS = 90 * 86_400
"""How long the time is kept when a user was last online."""

FRONTS = "fronts"


def user_key(uid: int) -> str:
    return f"presence:{uid}"


def front_key(front: str) -> str:
    return f"front:{front}"


def front_users_key(front: str) -> str:
    return f"front:{front}:users"


def front_watched_key(front: str) -> str:
    return f"front:{front}:watched"


def live_key(sid: int) -> str:
    return f"live:{sid}"


def seen_key(uid: int) -> str:
    return f"seen:{uid}"


def watched_key(uid: int) -> str:
    return f"watched:{uid}"


def forget_keys(front: str) -> list[str]:
    """The keys that FORGET needs of a gateway."""
    return [front_key(front), front_users_key(front), front_watched_key(front), FRONTS]


# Publishes to the gateways with watches on a user that the user came or went (bus.Online).
_TELL = f"""
local function is_online(uid)
  for _, front in ipairs(redis.call('HVALS', 'presence:' .. uid)) do
    if redis.call('EXISTS', 'front:' .. front) == 1 then return true end
  end
  return false
end
local function tell(uid, online)
  for _, front in ipairs(redis.call('SMEMBERS', 'watched:' .. uid)) do
    redis.call('PUBLISH', 'gateway:' .. front, cmsgpack.pack({{{{'o', tonumber(uid), online}}}}))
  end
end
local function went(uid)
  redis.call('SET', 'seen:' .. uid, redis.call('TIME')[1], 'EX', {SEEN_SECONDS})
  tell(uid, 0)
end
"""

# KEYS front:<front>:users, then for each start presence:<uid>, live:<sid>; ARGV front, seconds,
# most, then for each start uid, conn, since. Returns for each a list: first the session's former
# connection, "" when there was none; when the user has more than `most` connections, behind it one
# to close and its gateway: the oldest, because Redis keeps small hashes in the order of coming. A
# connection that was started before the present one (its start took a slower way) is not bound: its
# list is empty.
BIND = f"""
{_TELL}
local here, most, uids = ARGV[1], tonumber(ARGV[3]), {{}}
local function bind(presence, live, uid, conn, since)
  local mine = here .. ' ' .. conn .. ' '
  local former = redis.call('GET', live) or ''
  local front, before = string.match(former, '^(%S+) %S+ (%S+)$')
  if front and string.find(former, mine, 1, true) ~= 1 and tonumber(before) > tonumber(since)
     and redis.call('EXISTS', 'front:' .. front) == 1 then
    return {{}}
  end
  local came = redis.call('EXISTS', 'watched:' .. uid) == 1 and not is_online(uid)
  redis.call('HSET', presence, conn, here)
  if came then tell(uid, 1) end
  uids[#uids + 1] = uid
  redis.call('SET', live, mine .. since, 'EX', ARGV[2])
  if redis.call('HLEN', presence) <= most then return {{former}} end
  local entries = redis.call('HGETALL', presence)
  local first = entries[1] == conn and 3 or 1
  redis.call('HDEL', presence, entries[first])
  return {{former, entries[first], entries[first + 1]}}
end
local bound = {{}}
for i = 2, #KEYS, 2 do
  local arg = 1 + 3 * i / 2
  bound[i / 2] = bind(KEYS[i], KEYS[i + 1], ARGV[arg], ARGV[arg + 1], ARGV[arg + 2])
end
if #uids > 0 then redis.call('SADD', KEYS[1], unpack(uids)) end
return bound
"""

# KEYS presence:<uid>, front:<front>:users, live:<sid>; ARGV uid, conn, front, whether the gateway
# has no other connection of the user.
UNBIND = f"""
{_TELL}
if redis.call('HDEL', KEYS[1], ARGV[2]) == 1 and not is_online(ARGV[1]) then went(ARGV[1]) end
if ARGV[4] == '1' then redis.call('SREM', KEYS[2], ARGV[1]) end
local mine = ARGV[3] .. ' ' .. ARGV[2] .. ' '
if string.find(redis.call('GET', KEYS[3]) or '', mine, 1, true) == 1 then
  redis.call('DEL', KEYS[3])
end
"""

# Returns how many users living gateways have; users with connections to two count twice.
COUNT = f"""
local users = 0
for _, front in ipairs(redis.call('SMEMBERS', '{FRONTS}')) do
  if redis.call('EXISTS', 'front:' .. front) == 1 then
    users = users + redis.call('SCARD', 'front:' .. front .. ':users')
  end
end
return users
"""

# KEYS presence:<uid> ...; returns a 1 or 0 per user: online.
ONLINE = """
local online, living = {}, {}
for i, key in ipairs(KEYS) do
  online[i] = 0
  for _, front in ipairs(redis.call('HVALS', key)) do
    if living[front] == nil then
      living[front] = redis.call('EXISTS', 'front:' .. front) == 1
    end
    if living[front] then online[i] = 1 end
  end
end
return online
"""

# KEYS presence:<uid> ..., at most 65,535; ARGV per key an encoded item for the user, "" for that of
# the key before. Publishes one message to each gateway that has any of the users: the items that
# concern it, each once, in their order. It touches no other key, as a cluster demands: where a dead
# gateway listened nobody does, and to publish there costs no more than to look at its lease.
DELIVER = """
local items, told, item = {}, nil, nil
for i, key in ipairs(KEYS) do
  if ARGV[i] ~= '' then item, told = ARGV[i], {} end
  for _, front in ipairs(redis.call('HVALS', key)) do
    if not told[front] then
      told[front] = true
      items[front] = items[front] or {}
      table.insert(items[front], item)
    end
  end
end
for front, list in pairs(items) do
  local count = #list
  local head = string.char(0xdc, math.floor(count / 256), count % 256)
  redis.call('PUBLISH', 'gateway:' .. front, head .. table.concat(list))
end
"""

# KEYS presence:<uid> ...; returns a list per user: the living gateways that have them.
WHERE = """
local living, found = {}, {}
for i, key in ipairs(KEYS) do
  found[i] = {}
  for _, front in ipairs(redis.call('HVALS', key)) do
    if living[front] == nil then
      living[front] = redis.call('EXISTS', 'front:' .. front) == 1
    end
    if living[front] then table.insert(found[i], front) end
  end
end
return found
"""

# KEYS front:<front>, front:<front>:users, front:<front>:watched, fronts; ARGV front, how many users
# at most. Removes a dead gateway's entries, in one step so that it may come back at any time and
# register anew; returns how many users it handled, 0 when the gateway lives.
FORGET = f"""
{_TELL}
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local uids = redis.call('SPOP', KEYS[2], ARGV[2])
for _, uid in ipairs(uids) do
  local key = 'presence:' .. uid
  local entries, here = redis.call('HGETALL', key), false
  for i = 1, #entries, 2 do
    if entries[i + 1] == ARGV[1] then
      redis.call('HDEL', key, entries[i])
      here = true
    end
  end
  if here and not is_online(uid) then went(uid) end
end
local watched = redis.call('SPOP', KEYS[3], ARGV[2])
for _, uid in ipairs(watched) do redis.call('SREM', 'watched:' .. uid, ARGV[1]) end
if redis.call('EXISTS', KEYS[2], KEYS[3]) == 0 then redis.call('SREM', KEYS[4], ARGV[1]) end
return #uids + #watched
"""
