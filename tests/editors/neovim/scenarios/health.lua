-- `:checkhealth intent`: first without a server to be found, then with one that runs; and what commands say without one.
local S = require('scenario')

local function health()
  vim.cmd('silent checkhealth intent')
  local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
  vim.cmd.bwipeout()
  return text
end

vim.g.intent = { codelens = 'yes', colour = true }
vim.opt.runtimepath:append(assert(vim.env.INTENT_PLUGIN))
vim.cmd.runtime('plugin/intent.lua')
if S.new then
  vim.lsp.config('intent_lsp', { cmd = { 'no-such-intent', 'lsp' } })
end
vim.cmd.edit(vim.fn.fnameescape(S.path('vector.intent.md')))
vim.cmd.IntentTranspile()
S.message(':checkhealth intent tells why')
S.equal(require('intent').statusline(), 'intent: no server')
local missing = health()
S.has(missing, S.new and '`no-such-intent` was not found' or 'start the server as')
S.has(missing, 'codelens must be true or false')
S.has(missing, 'there is no option "colour"')
S.has(missing, '1 open, but no language server runs')

vim.g.intent = nil
vim.g.loaded_intent = nil
S.start()
S.open('vector.intent.md')
local fine = health()
S.has(fine, 'serves ' .. S.workspace)
S.has(fine, table.concat(S.server, ' '))
S.equal(fine:find('ERROR', 1, true), nil)
S.equal(fine:find('WARNING', 1, true), nil)
