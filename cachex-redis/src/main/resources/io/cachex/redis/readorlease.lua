-- Reads values; where there is none, takes the lease.
-- KEYS  value, lease of each key
-- ARGV  milliseconds of a lease, the end of patience; a token for each key
-- For each key its value, or what came of taking the lease: see take.
local refusal = late(ARGV[2])
if refusal then
  return refusal
end
local at = now()
local answers = {}
for i = 1, #KEYS / 2 do
  local value = get(KEYS[2 * i - 1])
  local number, written, deadline = head(value)
  if number > 0 and written <= at + SKEW and deadline > at then
    answers[i] = value
  else
    answers[i] = take(KEYS[2 * i], ARGV[i + 2], ARGV[1])
  end
end
return answers
