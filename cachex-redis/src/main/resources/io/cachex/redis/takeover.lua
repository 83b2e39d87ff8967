-- Takes leases from whoever holds them; who waits for one waits on.
-- KEYS  the lease of each key
-- ARGV  milliseconds of a lease, the end of patience; a token for each key
-- What came of each: 1 if it was taken, 2 if none can be had.
local refusal = late(ARGV[2])
if refusal then
  return refusal
end
local answers = {}
for i = 1, #KEYS do
  local token, waited = holder(KEYS[i])
  local taken = redis.pcall('SET', KEYS[i], waited and ARGV[i + 2] .. '*' or ARGV[i + 2], 'PX', ARGV[1])
  answers[i] = taken.ok and 1 or 2
end
return answers
