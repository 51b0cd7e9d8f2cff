-- A broken example is shown on its line; fix it and save: both files appear, made by the built-in provider. Lens, hints,
-- status line, status window, open and diff tell how the intent stands.
local S = require('scenario')
S.start()
S.open('scale.intent.md')
local document = vim.api.nvim_get_current_buf()
S.wait('the broken example', function()
  return vim.deep_equal(S.diagnostics(), { '10:example-type' })
end)
S.replace('"twenty"', '20')
vim.cmd('silent write')

S.wait('the generated files', function()
  return S.exists('src/js/auto/scale.js') and S.exists('src/py/auto/scale.py')
end)
S.wait('the status line', function()
  return require('intent').statusline() == 'intent: verified'
end)
S.has(S.read('src/js/auto/scale.js'), 'export')
S.has(S.read('src/py/auto/scale.py'), 'def scale')
S.equal(S.diagnostics(), {})
S.wait('lenses that say verified', function()
  local titles = table.concat(S.lenses(), ' | ')
  return titles:find('✓ JS', 1, true) and titles:find('✓ Python', 1, true)
end)
S.wait('inlay hints', function()
  return #vim.lsp.inlay_hint.get({ bufnr = 0 }) > 0
end)

vim.cmd.IntentStatus()
local status = S.wait('the status window', function()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true), '\n')
    end
  end
end)
S.has(status, 'scale  js  verified · 3/3 examples · builtin')
S.has(status, 'scale.py')

vim.cmd('vertical IntentOpen py')
S.wait('the Python file', function()
  return vim.endswith(vim.api.nvim_buf_get_name(0), 'src/py/auto/scale.py')
end)
vim.cmd.close()
S.equal(vim.api.nvim_get_current_buf(), document)

-- Another contract, another program: the diff shows what the run changed.
local old = S.read('src/js/auto/scale.js')
for wrong, right in pairs({ ['1} out: 2'] = '1} out: 3', ['2} out: 4'] = '2} out: 6', ['10} out: 20'] = '10} out: 30' }) do
  S.replace(wrong, right)
end
vim.cmd('silent write')
S.wait('another program', function()
  return S.read('src/js/auto/scale.js') ~= old and require('intent').statusline() == 'intent: verified'
end)
vim.cmd.IntentDiff('js')
S.wait('two windows in diff mode', function()
  local windows = vim.api.nvim_tabpage_list_wins(0)
  return #windows == 2 and vim.wo[windows[1]].diff and vim.wo[windows[2]].diff
end)
S.equal(table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n'), old)
