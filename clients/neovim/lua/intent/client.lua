-- Talks to the server of a buffer, in the same way on every version of Neovim.
local config = require('intent.config')

local M = {}

--- The running client of a buffer.
---@param buffer integer
---@return vim.lsp.Client?
function M.of(buffer)
  return vim.lsp.get_clients({ name = config.NAME, bufnr = buffer })[1]
end

--- Ask the server to run one of its commands. `done` gets an error or the result; without a server it gets an error
--- that says what to do.
---@param buffer integer
---@param command string
---@param argument table
---@param done fun(error: string?, result: any)
function M.run(buffer, command, argument, done)
  local client = M.of(buffer)
  if client == nil then
    done('the language server is not running here; :checkhealth intent tells why', nil)
    return
  end
  local params = { command = command, arguments = { argument } }
  local function answer(error, result)
    done(error and (error.message or vim.inspect(error)) or nil, result ~= vim.NIL and result or nil)
  end
  if vim.fn.has('nvim-0.11') == 1 then
    client:request('workspace/executeCommand', params, answer, buffer)
  else
    client.request('workspace/executeCommand', params, answer, buffer)
  end
end

--- Whether a client supports a method, in a buffer.
---@param client vim.lsp.Client
---@param method string
---@param buffer integer
---@return boolean
function M.supports(client, method, buffer)
  if vim.fn.has('nvim-0.11') == 1 then
    return client:supports_method(method, buffer)
  end
  return client.supports_method(method, { bufnr = buffer })
end

return M
