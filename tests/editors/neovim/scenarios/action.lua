-- The code action "Transpile intention", with no save before it; and the same by command, for one target.
local S = require('scenario')
S.start()
S.open('scale.intent.md')
S.replace('"twenty"', '20')
S.wait('no diagnostics', function()
  return #S.diagnostics() == 0
end)
vim.api.nvim_win_set_cursor(0, { 4, 0 })
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action)
    return action.title:find("^Transpile intention 'scale'") ~= nil and not action.disabled
  end,
})
S.wait('the generated files', function()
  return S.exists('src/js/auto/scale.js') and S.exists('src/py/auto/scale.py')
end)

vim.cmd('IntentTranspile! scale js')
S.message('scale (js): verified 3/3')
vim.cmd('IntentTranspile nobody')
S.message('there is no intent nobody in this document')
vim.cmd('IntentTranspile ++frce')
S.message('there is no flag ++frce')
S.equal(vim.fn.getcompletion('IntentTranspile s', 'cmdline'), { 'scale' })
S.equal(vim.fn.getcompletion('IntentTranspile ++', 'cmdline'), { '++force', '++regenerate' })
