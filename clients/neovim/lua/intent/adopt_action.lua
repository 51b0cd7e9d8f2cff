-- The code action "Adopt 'twice' as an intention", on the first line of a function. It comes from a language server inside
-- of Neovim, as plugins that show code actions ask servers only; until the action is chosen, no program is started.
local adopt = require('intent.adopt')
local config = require('intent.config')

local M = {}

local COMMAND = 'intent.adopt'
local KIND = 'refactor.adopt'
local METHOD_NOT_FOUND = -32601

--- Whether functions of a buffer can be adopted: files of a disk, written by hand.
---@param buffer integer
---@return boolean
local function is_adoptable(buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  return config.option('adoption')
    and vim.bo[buffer].buftype == ''
    and adopt.is_code(path)
    and path:match('^%a[%w+.-]+://') == nil
    and not config.is_generated(buffer)
end

--- Kinds are hierarchical: `refactor` asks for `refactor.adopt` too (LSP 3.17, `CodeActionKind`).
---@param only? string[]
---@return boolean
local function is_wanted(only)
  return only == nil or vim.iter(only):any(function(kind)
    return kind == '' or vim.startswith(KIND .. '.', kind .. '.')
  end)
end

---@param params lsp.CodeActionParams
---@return lsp.CodeAction[]
local function actions(params)
  local uri, row = params.textDocument.uri, params.range.start.line
  local buffer = vim.uri_to_bufnr(uri)
  if not is_wanted(params.context.only) or not is_adoptable(buffer) then
    return {}
  end
  local line = vim.api.nvim_buf_get_lines(buffer, row, row + 1, false)[1]
  local name = line and adopt.begun_in(line, uri)
  if not name then
    return {}
  end
  local title = ("Adopt '%s' as an intention"):format(name)
  local command = { title = title, command = COMMAND, arguments = { { uri = uri, name = name } } }
  return { { title = title, kind = KIND, command = command } }
end

local runs = 0

--- Adopt a function, and show in the meantime that it is being done.
---@param dispatchers vim.lsp.rpc.Dispatchers
---@param argument {uri: string, name: string}
---@param done fun()
local function run(dispatchers, argument, done)
  runs = runs + 1
  local token = runs
  local function tell(value)
    dispatchers.notification('$/progress', { token = token, value = value })
  end
  tell({ kind = 'begin', title = ("Adopting '%s'"):format(argument.name) })
  adopt.run(vim.uri_to_bufnr(argument.uri), argument.name, function(well)
    tell({ kind = 'end', message = well and 'done' or 'not adopted' })
    done()
  end)
end

local CAPABILITIES = {
  textDocumentSync = { openClose = false, change = 0 },
  codeActionProvider = { codeActionKinds = { KIND } },
  executeCommandProvider = { commands = { COMMAND } },
}

--- What each request is answered with.
---@type table<string, fun(params: table, answer: fun(result: any), dispatchers: vim.lsp.rpc.Dispatchers)>
local requests = {
  initialize = function(_, answer)
    answer({ capabilities = CAPABILITIES, serverInfo = { name = config.ADOPTION } })
  end,
  shutdown = function(_, answer)
    answer(vim.NIL)
  end,
  ['textDocument/codeAction'] = function(params, answer)
    answer(actions(params))
  end,
  ['workspace/executeCommand'] = function(params, answer, dispatchers)
    run(dispatchers, params.arguments[1], function()
      answer(vim.NIL)
    end)
  end,
}

--- The server, as `vim.lsp.start` wants a `cmd` that is a function.
---@param dispatchers vim.lsp.rpc.Dispatchers
---@return vim.lsp.rpc.PublicClient
local function server(dispatchers)
  local closing = false
  local last = 0
  local function close()
    if not closing then
      closing = true
      dispatchers.on_exit(0, 0)
    end
  end
  return {
    request = function(method, params, callback, answered)
      last = last + 1
      local id = last
      local function answer(problem, result)
        if answered then
          answered(id)
        end
        callback(problem, result)
      end
      -- Later, like an answer of any other server: Neovim first notes that it has asked.
      vim.schedule(function()
        local known = requests[method]
        if not known then
          answer({ code = METHOD_NOT_FOUND, message = method }, nil)
          return
        end
        known(params, function(result)
          answer(nil, result)
        end, dispatchers)
      end)
      return true, id
    end,
    notify = function(method)
      if method == 'exit' then
        close()
      end
      return not closing
    end,
    is_closing = function()
      return closing
    end,
    terminate = close,
  }
end

--- Offer the action in a buffer, if its functions can be adopted. One server is enough for all of them.
---@param buffer integer
function M.attach(buffer)
  if not is_adoptable(buffer) then
    return
  end
  vim.lsp.start({ name = config.ADOPTION, cmd = server }, {
    bufnr = buffer,
    reuse_client = function(client)
      return client.name == config.ADOPTION and not client:is_stopped()
    end,
  })
end

return M
