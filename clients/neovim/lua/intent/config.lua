-- What a client of the language server needs to know: which files are ours, which folder they belong to, how the server
-- is started. Also the user's options, `vim.g.intent`.
local M = {}

M.NAME = 'intent_lsp'

local defaults = {
  codelens = true,
  inlay_hints = true,
  progress = true,
  highlight = true,
}

--- An option of `vim.g.intent`, or its default.
---@param name 'codelens'|'inlay_hints'|'progress'|'highlight'
---@return boolean
function M.option(name)
  local options = type(vim.g.intent) == 'table' and vim.g.intent or {}
  if type(options[name]) == 'boolean' then
    return options[name]
  end
  return defaults[name]
end

--- The options that are no options: their names, with what is wrong.
---@return string[]
function M.wrong_options()
  local wrong = {}
  if vim.g.intent ~= nil and type(vim.g.intent) ~= 'table' then
    return { ('vim.g.intent is a %s; it must be a table'):format(type(vim.g.intent)) }
  end
  for name, value in pairs(vim.g.intent or {}) do
    if defaults[name] == nil then
      table.insert(wrong, ('there is no option %q'):format(tostring(name)))
    elseif type(value) ~= 'boolean' then
      table.insert(wrong, ('%s must be true or false'):format(name))
    end
  end
  return wrong
end

--- Whether a file is an intent document, by its name.
---@param path string
---@return boolean
function M.is_document(path)
  return path:match('%.intent%.md$') ~= nil
end

--- Whether the server has anything to say about a file: documents, and the workspace's configuration.
---@param path string
---@return boolean
function M.is_served(path)
  return M.is_document(path) or path:match('[/\\]%.promirror[/\\]intent%.config%.json$') ~= nil
end

--- The workspace folder of a file: the nearest folder above it with `.promirror` or `.git`, else its own. The server
--- decides in the same way.
---@param path string
---@return string
function M.root(path)
  -- A function, because lists of markers mean one thing in Neovim 0.10 and another in 0.11.
  local root = vim.fs.root(path, function(name)
    return name == '.promirror' or name == '.git'
  end)
  return root or vim.fs.dirname(path)
end

--- The configuration of the client, as `vim.lsp.config` takes it.
---@return vim.lsp.ClientConfig
function M.client()
  local capabilities = { experimental = { intentState = true } }
  local handlers = {
    ['intent/state'] = function(_, state, context)
      require('intent.state').update(context.client_id, state)
    end,
    ['workspace/inlayHint/refresh'] = function(_, _, context)
      require('intent.features').refresh_hints(context.client_id)
      return vim.NIL
    end,
  }
  if not vim.lsp.codelens.enable then
    -- Before 0.12, Neovim does not know how to show lenses again when the server asks for it.
    capabilities.workspace = { codeLens = { refreshSupport = true } }
    handlers['workspace/codeLens/refresh'] = function(_, _, context)
      require('intent.features').refresh_lenses(context.client_id)
      return vim.NIL
    end
  end
  return {
    cmd = { 'intent', 'lsp' },
    filetypes = { 'markdown', 'json', 'jsonc' },
    root_dir = function(buffer, use)
      local path = vim.api.nvim_buf_get_name(buffer)
      if M.is_served(path) then
        use(M.root(path))
      end
    end,
    -- Neovim 0.10 would send these alone; later versions merge them anyway.
    capabilities = vim.tbl_deep_extend('force', vim.lsp.protocol.make_client_capabilities(), capabilities),
    handlers = handlers,
  }
end

return M
