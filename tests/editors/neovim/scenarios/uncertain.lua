-- What is uncertain has an amber name and sign, and says why; an edit that settles it takes both away.
local S = require('scenario')
S.start()
S.open('ambiguous.intent.md')
vim.cmd('silent write')
S.wait('the end of the run', function()
  return require('intent').statusline() == 'intent: uncertain'
end)
local signs = require('intent.signs').namespace
local mark = S.wait('the sign', function()
  return vim.api.nvim_buf_get_extmarks(0, signs, 0, -1, { details = true })[1]
end)
S.equal({ mark[2], mark[3], mark[4].end_col }, { 0, #'# name: ', #'# name: label' })
S.equal(vim.trim(mark[4].sign_text), '?')
S.equal({ mark[4].hl_group, mark[4].sign_hl_group }, { 'IntentUncertain', 'IntentUncertain' })
S.equal(vim.api.nvim_get_hl(0, { name = 'IntentUncertain' }).link, 'DiagnosticWarn')
local work = require('intent.state').of(vim.api.nvim_get_current_buf())[1]
S.has(require('intent.state').describe(work), work.doubts[1])
S.wait('the lens', function()
  return table.concat(S.lenses(), '\n'):find('? JS', 1, true)
end)
