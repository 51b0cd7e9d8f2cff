-- The functions for people's own configuration; everything else in `intent.*` may change. See |intent-lua|.
local M = {}

--- Start the server for a buffer: what Neovim 0.10 needs in place of `vim.lsp.enable('intent_lsp')`.
---@param buffer? integer 0 or nil: the current one
---@param overrides? table merged into the client's configuration
---@return integer? id of the client; nil for a buffer the server has nothing to do with
function M.start(buffer, overrides)
  local config = require('intent.config')
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  if not config.is_served(buffer) then
    return nil
  end
  local client = vim.tbl_deep_extend('force', config.client(), { name = config.NAME }, overrides or {})
  if type(client.root_dir) ~= 'string' then
    client.root_dir = config.root(vim.api.nvim_buf_get_name(buffer))
  end
  return vim.lsp.start(client, { bufnr = buffer })
end

--- One short text for a status line: what runs, or how the document stands. Empty where there is nothing to say.
---@param buffer? integer 0 or nil: the current one
---@return string
function M.statusline(buffer)
  return require('intent.state').line(buffer)
end

--- Transpile a document, or one intent of it. `done` gets an error or the results.
---@param options? {buffer?: integer, intent?: string, target?: 'js'|'py', regenerate?: boolean, force?: boolean}
---@param done? fun(error: string?, results: table[]?)
function M.transpile(options, done)
  require('intent.commands').transpile(options or {}, done)
end

return M
