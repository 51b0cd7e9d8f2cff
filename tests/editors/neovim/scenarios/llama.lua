-- The real llama.cpp server with scripted weights: a wrong draft marks the example that fails, with what came back and what
-- was wanted; the repair takes the mark away and writes the file. A mark may live for a moment only: each is kept.
local S = require('scenario')
local failing = tonumber(vim.env.INTENT_FAILING_LINE)
local marks = {}
vim.api.nvim_create_autocmd('DiagnosticChanged', {
  callback = function(event)
    table.insert(marks, event.data.diagnostics)
  end,
})
S.start()
S.open('clamp.intent.md')
S.equal(S.diagnostics(), {})
vim.cmd('silent write')

local mark = S.wait('the mark', function()
  return vim.iter(marks):flatten():next()
end)
S.equal(mark.lnum, failing)
S.equal(mark.source, 'intent run')
S.equal(mark.severity, vim.diagnostic.severity.INFO)
S.has(mark.message, 'got 42, want 10')

S.wait('the end of the work', function()
  return require('intent').statusline() == 'intent: verified'
end)
S.wait('no mark', function()
  return #S.diagnostics() == 0
end)
for _, each in ipairs(vim.iter(marks):flatten():totable()) do
  S.equal(each.lnum, failing)
end
S.has(S.read('src/js/auto/clamp.js'), 'Math.min(Math.max(x, lo), hi)')
S.wait('a lens that tells the round and the model', function()
  return table.concat(S.lenses(), ' | '):find('✓ JS', 1, true)
end)
