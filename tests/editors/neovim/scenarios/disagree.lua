-- Both targets pass the example and differ elsewhere: a sign, no full count, and nothing written.
local S = require('scenario')
S.start()
S.open('open.intent.md')
vim.cmd('silent write')
S.wait('the end of the run', function()
  return require('intent').statusline():find('^intent: open %(js%) ≠ differs from Python on `.+` %(%+1%)$')
end)
local mark = S.wait('the sign', function()
  return vim.api.nvim_buf_get_extmarks(0, require('intent.signs').namespace, 0, -1, { details = true })[1]
end)
S.equal(vim.trim(mark[4].sign_text), '≠')
S.equal(mark[4].hl_group, 'IntentDisagree')
for _, work in ipairs(require('intent.state').of(vim.api.nvim_get_current_buf())) do
  local told = require('intent.state').describe(work)
  S.has(told, 'differs from ' .. (work.target == 'js' and 'Python' or 'JavaScript') .. ' on `')
  S.equal(told:find('1/1', 1, true), nil)
end
S.wait('the lens', function()
  return table.concat(S.lenses(), '\n'):find('≠ JS differs from Python on `', 1, true)
end)
S.equal(S.exists('src/js/auto/open.js') or S.exists('src/py/auto/open.py'), false)
