"""What happens on the server in one step.

- `<queue>`, list: messages, the oldest on the right
- `broker:parked:<id>`, hash: taken and not finished by consumer <id>, "<tag> <queue>" -> message
- `broker:woken:<id>:<queue>`, list: the message by which consumer <id> was woken, for the moment
  until its fetch parks it
- `broker:lease:<id>` exists while the consumer lives; the share of its time that it works, 0 to 1
- `broker:consumers`, hash: consumer id -> the queues it reads, one a line
- `broker:workers:<queue>`, set of the consumers that read the queue
- `broker:started:<id>`, set of fields of `broker:parked:<id>`: what consumer <id> was running when
  it last renewed its lease, or said it would run now
- `broker:kills`, hash: message id -> how many consumers died over it; a huge number when it is in:
- `broker:dead`, list: messages that no worker can run, the newest on the left
- `broker:dead:lost`: how many of those were dropped, too many or too old
"""

CONSUMERS = "broker:consumers"
DEAD, LOST = "broker:dead", "broker:dead:lost"
KILLS = "broker:kills"
FATAL = 2
"""A message over which so many consumers died is not run again."""
_ASIDE = 1_000_000
_KILLS_SECONDS, _MOST_KILLS = 7 * 86_400, 10_000
"""How long nobody may die until all is forgotten, and how many messages are known at most."""


def parked_key(consumer: str) -> str:
    return f"broker:parked:{consumer}"


def started_key(consumer: str) -> str:
    return f"broker:started:{consumer}"


def woken_key(consumer: str, queue: str) -> str:
    return f"broker:woken:{consumer}:{queue}"


def lease_key(consumer: str) -> str:
    return f"broker:lease:{consumer}"


def wait(consumer: str, queue: str, seconds: float) -> tuple[str, ...]:
    """The command by which one of the consumers that wait for a queue wakes up for a message."""
    return ("BLMOVE", queue, woken_key(consumer, queue), "RIGHT", "LEFT", str(seconds))


_ID = """
local function id_of(message)
  local ok, read = pcall(cjson.decode, message)
  local headers = ok and type(read) == 'table' and read.headers
  local id = type(headers) == 'table' and headers.id
  if type(id) == 'string' and id ~= '' then return id end
  return redis.sha1hex(message)
end
"""

# KEYS parked, queue ...; ARGV at most, last tag, consumer.
# Takes what woke the consumer and a fair share of each queue, and parks it; returns queue, message,
# kills, queue ...
FETCH = f"""{_ID}
local suspected = redis.call('EXISTS', '{KILLS}') == 1
local most, tag = tonumber(ARGV[1]), tonumber(ARGV[2])
local taken, parked = {{}}, {{}}
local function take(queue, from, share)
  local items = share > 0 and redis.call('RPOP', from, share) or {{}}
  for _, item in ipairs(items or {{}}) do
    tag = tag + 1
    taken[#taken + 1] = queue
    taken[#taken + 1] = item
    local kills = suspected and redis.call('HGET', '{KILLS}', id_of(item)) or 0
    taken[#taken + 1] = tonumber(kills) or 0
    parked[#parked + 1] = string.format('%.0f %s', tag, queue)
    parked[#parked + 1] = item
  end
  return #(items or {{}})
end
for index = 2, #KEYS do
  local queue = KEYS[index]
  local woken = take(queue, 'broker:woken:' .. ARGV[3] .. ':' .. queue, most)
  local share = most - #taken / 3
  local workers = redis.call('SCARD', 'broker:workers:' .. queue)
  if workers > 1 then
    local waiting = redis.call('LLEN', queue) + woken
    share = math.min(share, math.ceil(waiting / workers) - woken)
  end
  take(queue, queue, share)
end
if #parked > 0 then redis.call('HSET', KEYS[1], unpack(parked)) end
return taken
"""

_HAND_BACK = """
local function hand_back(key, kept)
  local entries = redis.call('HGETALL', key)
  local found = {}
  for index = 1, #entries, 2 do
    local tag, queue = string.match(entries[index], '^(%d+) (.*)$')
    if tag and not kept[tag] then
      found[#found + 1] = {tonumber(tag), queue, entries[index + 1], entries[index]}
    end
  end
  table.sort(found, function(a, b) return a[1] > b[1] end)
  for _, entry in ipairs(found) do
    redis.call('RPUSH', entry[2], entry[3])
    redis.call('HDEL', key, entry[4])
  end
  return #found
end
local function hand_back_woken(consumer, queue)
  local given, key = 0, 'broker:woken:' .. consumer .. ':' .. queue
  while redis.call('LMOVE', key, queue, 'LEFT', 'RIGHT') do given = given + 1 end
  return given
end
"""

# KEYS parked, queue ...; ARGV consumer, the tags to keep. Everything else goes back to where it
# came from.
RECLAIM = f"""{_HAND_BACK}
local kept = {{}}
for index = 2, #ARGV do kept[ARGV[index]] = true end
local returned = hand_back(KEYS[1], kept)
for index = 2, #KEYS do returned = returned + hand_back_woken(ARGV[1], KEYS[index]) end
return returned
"""

# Who is to blame for a consumer's death: what is known to have run; else all that may have, once.
_BLAME = f"""
local function blame(consumer)
  local parked, started = 'broker:parked:' .. consumer, 'broker:started:' .. consumer
  local known = {{}}
  for _, field in ipairs(redis.call('SMEMBERS', started)) do
    local message = redis.call('HGET', parked, field)
    if message then known[#known + 1] = message end
  end
  redis.call('DEL', started)
  for _, message in ipairs(known) do redis.call('HINCRBY', '{KILLS}', id_of(message), 1) end
  if #known == 0 then
    for _, message in ipairs(redis.call('HVALS', parked)) do
      redis.call('HSETNX', '{KILLS}', id_of(message), 1)
    end
  end
  if redis.call('HLEN', '{KILLS}') > {_MOST_KILLS} then redis.call('DEL', '{KILLS}') end
  redis.call('EXPIRE', '{KILLS}', {_KILLS_SECONDS})
end
"""

# KEYS consumers. What consumers without a lease held goes back; returns how many messages.
RESTORE = f"""{_ID}{_BLAME}{_HAND_BACK}
local consumers, restored = redis.call('HGETALL', KEYS[1]), 0
for index = 1, #consumers, 2 do
  local id = consumers[index]
  if redis.call('EXISTS', 'broker:lease:' .. id) == 0 then
    blame(id)
    restored = restored + hand_back('broker:parked:' .. id, {{}})
    for queue in string.gmatch(consumers[index + 1], '[^\\n]+') do
      restored = restored + hand_back_woken(id, queue)
      redis.call('SREM', 'broker:workers:' .. queue, id)
    end
    redis.call('HDEL', KEYS[1], id)
  end
end
return restored
"""

# Drops what is too old from the right end of the list; returns how many.
_DROP = f"""
local function drop(before)
  local dropped = 0
  while true do
    local last = redis.call('LINDEX', '{DEAD}', -1)
    if not last or cjson.decode(last).time >= before then break end
    redis.call('RPOP', '{DEAD}')
    dropped = dropped + 1
  end
  if dropped > 0 then redis.call('INCRBY', '{LOST}', dropped) end
  return dropped
end
"""

# KEYS dead; ARGV the entry, most, unix seconds before which entries are dropped, "" or the id of
# a fatal message. Returns 0 when that is there already: jobs come again from the outbox.
SET_ASIDE = f"""{_DROP}
if ARGV[4] ~= '' then
  if tonumber(redis.call('HGET', '{KILLS}', ARGV[4]) or 0) >= {_ASIDE} then return 0 end
  redis.call('HSET', '{KILLS}', ARGV[4], {_ASIDE})
end
local over = redis.call('LPUSH', KEYS[1], ARGV[1]) - ARGV[2]
if over > 0 then
  redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
  redis.call('INCRBY', '{LOST}', over)
end
drop(tonumber(ARGV[3]))
return 1
"""

# KEYS dead; ARGV unix seconds.
DROP_OLD = f"{_DROP} return drop(tonumber(ARGV[1]))"

# KEYS dead, queue; ARGV the entry, its message, its id. Returns 0 when somebody was faster.
REQUEUE = f"""
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 then return 0 end
redis.call('HDEL', '{KILLS}', ARGV[3])
redis.call('LPUSH', KEYS[2], ARGV[2])
return 1
"""
