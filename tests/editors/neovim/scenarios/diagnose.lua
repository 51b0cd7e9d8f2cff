-- Attach by file name, a diagnostic on the right line while typing, gone after the fix.
local S = require('scenario')
S.start()

local client = S.open('vector.intent.md')
S.equal(vim.bo.filetype, 'markdown')
S.equal(vim.uv.fs_realpath(client.config.root_dir), vim.uv.fs_realpath(S.workspace))
vim.cmd('silent write')
S.equal(S.diagnostics(), {})

S.replace('mag: number', 'mag: nmber')
S.wait('the unknown type', function()
  return vim.deep_equal(S.diagnostics(), { '6:unknown-type' })
end)
local found = vim.diagnostic.get(0)[1]
S.equal(vim.api.nvim_get_current_line():sub(1, 1), '#')
S.equal(vim.api.nvim_buf_get_text(0, found.lnum, found.col, found.end_lnum, found.end_col, {}), { 'nmber' })
S.equal(found.severity, vim.diagnostic.severity.ERROR)

S.replace('mag: nmber', 'mag: number')
S.wait('no diagnostics', function()
  return #S.diagnostics() == 0
end)

-- The workspace's configuration is served, other Markdown and other JSON is not.
vim.cmd.edit(vim.fn.fnameescape(S.path('README.md')))
vim.wait(300)
S.equal(vim.lsp.get_clients({ bufnr = 0 }), {})
vim.cmd.edit(vim.fn.fnameescape(S.path('package.json')))
vim.wait(300)
S.equal(vim.lsp.get_clients({ bufnr = 0 }), {})
S.open('.promirror/intent.config.json')
S.equal(#vim.lsp.get_clients(), 1)
