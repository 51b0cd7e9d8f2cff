-- Every reply is wrong: the example's line says so, the diff shows the best candidate; take its result as the expected value.
local S = require('scenario')
S.start()
S.open('slow.intent.md')
vim.cmd('silent write')
S.wait('the failed example', function()
  return vim.tbl_contains(S.diagnostics(), '5:example-failed')
end)
S.wait('the end of the run', function()
  return require('intent').statusline() == 'intent: slow (js) ✗ 0/1 examples'
end)
local document = vim.api.nvim_get_current_buf()

vim.cmd.IntentDiff()
local windows = S.wait('two windows in diff mode', function()
  local windows = vim.api.nvim_tabpage_list_wins(0)
  return #windows == 2 and vim.wo[windows[1]].diff and vim.wo[windows[2]].diff and windows
end)
local candidate = vim.api.nvim_win_get_buf(windows[2])
S.has(vim.api.nvim_buf_get_name(candidate), '.promirror/candidates/slow.intent.md/slow.js')
S.has(table.concat(vim.api.nvim_buf_get_lines(candidate, 0, -1, true), '\n'), 'return 7')
vim.cmd.tabclose()
S.equal(vim.api.nvim_get_current_buf(), document)

vim.api.nvim_win_set_cursor(0, { 5, 3 })
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action)
    return action.title:find('as the expected value', 1, true) ~= nil
  end,
})
S.wait('the new expectation', function()
  return vim.api.nvim_get_current_line():find('out: 7', 1, true)
end)
vim.cmd('silent write')
S.wait('the generated file', function()
  return S.exists('src/js/auto/slow.js')
end)
S.wait('a clean document', function()
  return require('intent').statusline() == 'intent: verified' and not vim.tbl_contains(S.diagnostics(), '5:example-failed')
end)
