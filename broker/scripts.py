"""What happens on the server in one step.

- `<queue>`, list: messages, the oldest on the right
- `broker:parked:<id>`, hash: taken and not finished by consumer <id>, "<tag> <queue>" -> message
- `broker:lease:<id>` exists while the consumer lives
- `broker:consumers`, hash: consumer id -> the queues it reads, one a line
- `broker:workers:<queue>`, set of the consumers that read the queue
- `broker:dead`, list: messages that no worker can run, the newest on the left
"""

CONSUMERS = "broker:consumers"
DEAD = "broker:dead"


def parked_key(consumer: str) -> str:
    return f"broker:parked:{consumer}"


def lease_key(consumer: str) -> str:
    return f"broker:lease:{consumer}"


# KEYS parked, queue ...; ARGV at most, last tag.
# Takes a fair share of each queue and parks it; returns queue, message, queue, message ...
FETCH = """
local most, tag = tonumber(ARGV[1]), tonumber(ARGV[2])
local taken, parked = {}, {}
for index = 2, #KEYS do
  local queue = KEYS[index]
  local share = most - #taken / 2
  local workers = redis.call('SCARD', 'broker:workers:' .. queue)
  if workers > 1 then
    share = math.min(share, math.ceil(redis.call('LLEN', queue) / workers))
  end
  local items = share > 0 and redis.call('RPOP', queue, share) or {}
  for _, item in ipairs(items or {}) do
    tag = tag + 1
    taken[#taken + 1] = queue
    taken[#taken + 1] = item
    parked[#parked + 1] = string.format('%.0f %s', tag, queue)
    parked[#parked + 1] = item
  end
end
if #parked > 0 then redis.call('HSET', KEYS[1], unpack(parked)) end
return taken
"""

_GIVE_BACK = """
local function give_back(key, kept)
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
"""

# KEYS parked; ARGV the tags to keep. Everything else goes back to where it came from.
RECLAIM = f"""{_GIVE_BACK}
local kept = {{}}
for _, tag in ipairs(ARGV) do kept[tag] = true end
return give_back(KEYS[1], kept)
"""

# KEYS consumers. What consumers without a lease held goes back; returns how many messages.
RESTORE = f"""{_GIVE_BACK}
local consumers, restored = redis.call('HGETALL', KEYS[1]), 0
for index = 1, #consumers, 2 do
  local id = consumers[index]
  if redis.call('EXISTS', 'broker:lease:' .. id) == 0 then
    restored = restored + give_back('broker:parked:' .. id, {{}})
    for queue in string.gmatch(consumers[index + 1], '[^\\n]+') do
      redis.call('SREM', 'broker:workers:' .. queue, id)
    end
    redis.call('HDEL', KEYS[1], id)
  end
end
return restored
"""
