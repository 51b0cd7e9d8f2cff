-- The model server never answers: progress and status line say so, `:IntentCancel` ends the run.
local S = require('scenario')
local kinds = {}
vim.api.nvim_create_autocmd('LspProgress', {
  callback = function(event)
    table.insert(kinds, event.data.params.value.kind)
  end,
})
S.start()
S.open('slow.intent.md')
vim.cmd.IntentCancel()
S.message('nothing is running')

local ended
require('intent').transpile({}, function(error, results)
  ended = { error = error, results = results }
end)
S.wait('progress', function()
  return vim.tbl_contains(kinds, 'begin')
end)
S.wait('the round in the status line', function()
  return require('intent').statusline():find('^intent: round 1/3 · scripted')
end)
S.equal(ended, nil)

vim.cmd.IntentCancel()
S.message('cancelled 1')
S.wait('the end of the run', function()
  return ended
end)
S.wait('the end of the progress', function()
  return vim.tbl_contains(kinds, 'end')
end)
S.wait('a status line that does not run', function()
  return not require('intent').statusline():find('round')
end)
S.equal(S.exists('src/js/auto/slow.js'), false)
