-- Not trusted: diagnostics while typing as ever, but saving and asking generate nothing, and the status line says why.
local S = require('scenario')
S.start({ init_options = { trusted = false } })
S.open('scale.intent.md')
S.wait('the broken example', function()
  return vim.deep_equal(S.diagnostics(), { '10:example-type' })
end)
S.replace('"twenty"', '20')
vim.cmd('silent write')
S.wait('no diagnostics', function()
  return #S.diagnostics() == 0
end)
local answer
require('intent').transpile({}, function(error, results)
  answer = { error = error, results = results }
end)
S.wait('an answer', function()
  return answer
end)
S.equal(S.exists('src/js/auto/scale.js'), false)
S.wait('the status line', function()
  return require('intent').statusline() == 'intent: not trusted'
end)
vim.cmd('silent checkhealth intent')
S.has(table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n'), 'not trusted')
