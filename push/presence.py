"""Who is online: written by gateways, read by workers.

    presence:<uid>      hash, connection guid -> front guid of its gateway
    front:<guid>        exists as long as the gateway's heartbeat does
    front:<guid>:users  set of the uids the gateway has, to clean up after it
    fronts              set of gateways that were not cleaned up yet
    live:<sid>          "<front guid> <connection guid> <since>" of the session's one connection

A gateway that stops beating is as good as gone: nobody reads its entries any more.
"""

from __future__ import annotations

LEASE_SECONDS = 15
HEARTBEAT_SECONDS = 5
LIVE_SECONDS = 30 * 86_400

FRONTS = "fronts"


def user_key(uid: int) -> str:
    return f"presence:{uid}"


def front_key(front: str) -> str:
    return f"front:{front}"


def front_users_key(front: str) -> str:
    return f"front:{front}:users"


def live_key(sid: int) -> str:
    return f"live:{sid}"


# KEYS presence:<uid>, front:<front>:users, live:<sid>; ARGV uid, conn, front, seconds, since, most.
# Returns the session's former connection, "" when there was none; when the user has more than
# `most` connections, behind it one to close and its gateway: the oldest, because Redis keeps small
# hashes in the order of coming. A connection that was started before the present one (its start
# took a slower way) is not bound: returns "newer".
BIND = """
local mine = ARGV[3] .. ' ' .. ARGV[2] .. ' '
local former = redis.call('GET', KEYS[3]) or ''
local front, since = string.match(former, '^(%S+) %S+ (%S+)$')
if front and string.find(former, mine, 1, true) ~= 1 and tonumber(since) > tonumber(ARGV[5])
   and redis.call('EXISTS', 'front:' .. front) == 1 then
  return 'newer'
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('SADD', KEYS[2], ARGV[1])
redis.call('SET', KEYS[3], mine .. ARGV[5], 'EX', ARGV[4])
if redis.call('HLEN', KEYS[1]) <= tonumber(ARGV[6]) then return {former} end
local entries = redis.call('HGETALL', KEYS[1])
local first = entries[1] == ARGV[2] and 3 or 1
redis.call('HDEL', KEYS[1], entries[first])
return {former, entries[first], entries[first + 1]}
"""

# Same keys; ARGV uid, conn, front, whether the gateway has no other connection of the user.
UNBIND = """
redis.call('HDEL', KEYS[1], ARGV[2])
if ARGV[4] == '1' then redis.call('SREM', KEYS[2], ARGV[1]) end
local mine = ARGV[3] .. ' ' .. ARGV[2] .. ' '
if string.find(redis.call('GET', KEYS[3]) or '', mine, 1, true) == 1 then
  redis.call('DEL', KEYS[3])
end
"""

# KEYS presence:<uid> ...; ARGV the published text, "" to ask only.
# Publishes once per living gateway that has any of the users; returns a 1 or 0 per user: online.
DELIVER = """
local online, told = {}, {}
for i, key in ipairs(KEYS) do
  online[i] = 0
  for _, front in ipairs(redis.call('HVALS', key)) do
    if told[front] == nil then
      told[front] = redis.call('EXISTS', 'front:' .. front) == 1
      if told[front] and ARGV[1] ~= '' then redis.call('PUBLISH', 'gateway:' .. front, ARGV[1]) end
    end
    if told[front] then online[i] = 1 end
  end
end
return online
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

# KEYS front:<front>, front:<front>:users, fronts; ARGV front, how many users at most.
# Removes a dead gateway's entries, in one step so that it may come back at any time and register
# anew; returns how many users it handled, 0 when the gateway lives.
FORGET = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local uids = redis.call('SPOP', KEYS[2], ARGV[2])
for _, uid in ipairs(uids) do
  local key = 'presence:' .. uid
  local entries = redis.call('HGETALL', key)
  for i = 1, #entries, 2 do
    if entries[i + 1] == ARGV[1] then redis.call('HDEL', key, entries[i]) end
  end
end
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('SREM', KEYS[3], ARGV[1]) end
return #uids
"""
