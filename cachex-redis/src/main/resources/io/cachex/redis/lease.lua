-- Takes leases.
-- KEYS  the lease of each key
-- ARGV  milliseconds of a lease, the end of patience; a token for each key
-- What came of each: see take.
local refusal = late(ARGV[2])
if refusal then
  return refusal
end
local answers = {}
for i = 1, #KEYS do
  answers[i] = take(KEYS[i], ARGV[i + 2], ARGV[1])
end
return answers
