-- Draws the next generation of a namespace, makes it a name's, and publishes.
-- KEYS  the namespace
-- ARGV  the name's field, incarnation, channel of messages; the messages' beginnings
-- The generation.
-- A server without room refuses to draw, unless the script has written before: so it removes a field that is never there.
redis.call('HDEL', KEYS[1], '')
local generation = advance(KEYS[1], ARGV[1], 0)
local sequence = draw(KEYS[1], ARGV[2]) -- also without a message: who listens must notice
for i = 4, #ARGV do
  publish(ARGV[3], ARGV[i], i == 4 and sequence or draw(KEYS[1], ARGV[2]), 0, generation)
end
return generation
