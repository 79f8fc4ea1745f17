-- Asks for many paths in turn; tells at the end what was answered, and how much of it with 400 or more.
local requests = {}
local last = 0

init = function()
  for i = 1, 200 do
    local path = i % 10 == 0 and "/missing/" .. i or i % 10 == 1 and "/elsewhere/" .. i or "/orders/" .. i
    requests[i] = wrk.format(i % 4 == 0 and "DELETE" or "GET", path)
  end
end

request = function()
  last = last % #requests + 1
  return requests[last]
end

done = function(summary)
  local errors = summary.errors
  io.write(string.format("answered=%d refused=%d broken=%d\n", summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
