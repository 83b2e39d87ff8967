-- Draws the next generation of a namespace, makes it a name's, and publishes.
-- KEYS  the namespace
-- ARGV  the name's field, channel of messages, where they are numbered, incarnation; the messages' beginnings
-- The generation.
-- A server without room refuses to draw, unless the script has written before: so it removes a field that is never there.
redis.call('HDEL', KEYS[1], '')
local generation = advance(KEYS[1], ARGV[1], 0)
local drawn = draw(ARGV[3], ARGV[4]) -- also without a message: who listens must notice
for i = 5, #ARGV do
  publish(ARGV[2], ARGV[i], i == 5 and drawn or draw(ARGV[3], ARGV[4]), 0, generation)
end
return generation
