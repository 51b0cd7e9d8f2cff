---@brief
---
--- ADDRESS
---
--- Language server for intents (`*.intent.md`): written functions with examples, which become verified JavaScript and Python.
---
--- Install it with `pipx install intent-lsp`.

---@type vim.lsp.Config
return {
  cmd = { 'intent', 'lsp' },
  filetypes = { 'markdown' },
  root_dir = function(bufnr, on_dir)
    local name = vim.api.nvim_buf_get_name(bufnr)
    if name:lower():match('%.intent%.md$') then
      on_dir(vim.fs.root(bufnr, { '.promirror', '.git' }) or vim.fs.dirname(name))
    end
  end,
}
