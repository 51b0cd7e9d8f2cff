-- Run inside a Neovim that a user started on `vector.intent.md`: everything must be there by itself.
local ok, problem = xpcall(function()
  local attached = vim.wait(30000, function()
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'intent_lsp' })[1]
    return client ~= nil and client.initialized == true
  end, 20)
  assert(attached, 'no client')
  assert(vim.bo.filetype == 'markdown', vim.bo.filetype)
  assert(vim.fn.exists(':IntentTranspile') == 2, 'no command')
  assert(#vim.api.nvim_buf_get_extmarks(0, require('intent.highlight').namespace, 0, -1, {}) > 0, 'no colours')
  assert(require('intent').statusline() == 'intent: ready', require('intent').statusline())
  vim.cmd.enew()
  assert(vim.fn.exists(':IntentTranspile') == 0, 'the command is not local to the buffer')
end, debug.traceback)
if not ok then
  io.stderr:write(tostring(problem) .. '\n')
end
vim.cmd(ok and 'quitall!' or 'cquit')
