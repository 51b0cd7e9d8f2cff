-- Quick fix of a problem; the built-in provider's question answered by an action; a file edited by hand is left alone
-- until the user says otherwise; from the document to the generated code and back.
local S = require('scenario')
S.start()
S.open('vector.intent.md')

local function apply(title)
  S.wait('the action ' .. title, function()
    local chosen
    vim.lsp.buf.code_action({
      apply = true,
      filter = function(action)
        chosen = chosen or (action.title:find(title, 1, true) and not action.disabled and action.title)
        return action.title == chosen
      end,
    })
    vim.wait(500, function()
      return chosen
    end, 10)
    return chosen
  end)
end

S.replace('mag: number', 'mag: nmber')
S.wait('the unknown type', function()
  return #S.diagnostics() == 1
end)
local found = vim.diagnostic.get(0)[1]
vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
apply('Change to `number`')
S.wait('the right type', function()
  return #S.diagnostics() == 0 and vim.api.nvim_buf_get_lines(0, 5, 6, true)[1]:find('{ mag: number }', 1, true)
end)

S.open('ambiguous.intent.md')
vim.cmd('silent write')
S.wait('the generated file', function()
  return S.exists('src/js/auto/label.js')
end)
vim.api.nvim_win_set_cursor(0, { 1, 0 })
local lines = vim.api.nvim_buf_line_count(0)
apply('Say that label(')
S.wait('one more example', function()
  return vim.api.nvim_buf_line_count(0) > lines
end)
S.equal(#S.diagnostics(), 0)
vim.cmd('silent write')
S.wait('the new verdict', function()
  return require('intent').statusline() == 'intent: verified'
end)

vim.fn.writefile({ '// mine' }, S.path('src/js/auto/label.js'), 'a')
local mine = S.read('src/js/auto/label.js')
vim.cmd.IntentTranspile({ bang = true })
S.message('conflict')
S.equal(S.read('src/js/auto/label.js'), mine)
S.wait('the conflict in the status line', function()
  return require('intent').statusline() == 'intent: label (js) conflict'
end)
vim.cmd('IntentTranspile ++force')
S.wait('the generated code', function()
  return not S.read('src/js/auto/label.js'):find('// mine', 1, true)
end)

vim.cmd.IntentOpen()
S.wait('the generated file in a window', function()
  return vim.endswith(vim.api.nvim_buf_get_name(0), 'label.js')
end)
S.wait('the client in the generated file', function()
  local client = vim.lsp.get_clients({ name = 'intent_lsp', bufnr = 0 })[1]
  return client and client.initialized
end)
S.equal(#vim.lsp.get_clients(), 1)
vim.fn.search('function label')
vim.cmd('normal! w')
vim.lsp.buf.definition()
S.wait('the document', function()
  return vim.endswith(vim.api.nvim_buf_get_name(0), 'ambiguous.intent.md') and vim.fn.line('.') == 1
end)
vim.fn.search('label')
vim.lsp.buf.definition()
S.wait('the generated code', function()
  return vim.endswith(vim.api.nvim_buf_get_name(0), 'label.js') and vim.fn.getline('.'):find('function label')
end)
