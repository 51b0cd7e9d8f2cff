-- What every scenario starts with. Run by `nvim --headless --clean -l scenarios/<name>.lua`; an error ends it with status 1.
-- INTENT_PLUGIN is the plugin's folder, INTENT_SERVER the server's command as JSON, INTENT_WORKSPACE the folder to work in.
local S = {}

S.workspace = assert(vim.env.INTENT_WORKSPACE)
S.server = vim.json.decode(assert(vim.env.INTENT_SERVER))
S.messages = {} ---@type string[] everything that `vim.notify` was given
S.new = vim.fn.has('nvim-0.11') == 1

local SECONDS = 60

vim.opt.swapfile = false
vim.cmd('filetype plugin on')
vim.notify = function(text)
  table.insert(S.messages, text)
end

--- Load the plugin and switch the server on, as a user of this version would.
---@param overrides? table
function S.start(overrides)
  vim.opt.runtimepath:append(assert(vim.env.INTENT_PLUGIN))
  vim.cmd.runtime('plugin/intent.lua')
  local client = vim.tbl_extend('force', { cmd = S.server }, overrides or {})
  if S.new then
    vim.lsp.config('intent_lsp', client)
    vim.lsp.enable('intent_lsp')
  else
    vim.api.nvim_create_autocmd('FileType', {
      pattern = { 'markdown', 'json', 'javascript', 'python' },
      callback = function(event)
        require('intent').start(event.buf, client)
      end,
    })
  end
end

local function server_died()
  return vim.iter(S.messages):find(function(text)
    return text:find('quit with exit code', 1, true) ~= nil
  end)
end

local function log()
  local path = require('vim.lsp.log').get_filename()
  local lines = vim.fn.filereadable(path) == 1 and vim.fn.readfile(path, '', -20) or {}
  return table.concat(lines, '\n'):gsub('\\n', '\n')
end

--- Wait until `test` answers something true, and return it; fail after a minute (or when the server has died), saying what
--- was waited for and how things stand.
function S.wait(what, test)
  local found
  vim.wait(SECONDS * 1000, function()
    found = test()
    return found or server_died()
  end, 20)
  if not found then
    error(('no %s\nmessages: %s\ndiagnostics: %s\nstatus line: %s\nlog: %s'):format(what, vim.inspect(S.messages),
      vim.inspect(vim.diagnostic.get(0)), require('intent').statusline(), log()), 2)
  end
  return found
end

function S.equal(got, want)
  if not vim.deep_equal(got, want) then
    error(('got %s\nwant %s'):format(vim.inspect(got), vim.inspect(want)), 2)
  end
end

function S.has(text, part)
  if not tostring(text):find(part, 1, true) then
    error(('%s\nis not in\n%s'):format(part, text), 2)
  end
end

--- Open a file of the workspace and wait for the server.
function S.open(name)
  vim.cmd.edit(vim.fn.fnameescape(S.path(name)))
  return S.wait('the client', function()
    local client = vim.lsp.get_clients({ name = 'intent_lsp', bufnr = 0 })[1]
    return client and client.initialized and client
  end)
end

function S.path(name)
  return vim.fs.joinpath(S.workspace, name)
end

function S.read(name)
  return table.concat(vim.fn.readfile(S.path(name)), '\n')
end

function S.exists(name)
  return vim.fn.filereadable(S.path(name)) == 1
end

--- The diagnostics of the current buffer as `line:code`, lines from 1.
function S.diagnostics()
  return vim.tbl_map(function(found)
    return ('%d:%s'):format(found.lnum + 1, found.code)
  end, vim.diagnostic.get(0))
end

--- Replace text in the buffer, as typing would.
function S.replace(old, new)
  for row, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local first, last = line:find(old, 1, true)
    if first then
      vim.api.nvim_buf_set_text(0, row - 1, first - 1, row - 1, last, { new })
      return
    end
  end
  error(('%s is not in the buffer'):format(old), 2)
end

--- The message that holds this text, as soon as there is one.
function S.message(part)
  return S.wait('the message ' .. part, function()
    return vim.iter(S.messages):find(function(text)
      return text:find(part, 1, true)
    end)
  end)
end

--- The titles of the code lenses that Neovim has for the current buffer. Version 0.12 resolves those that it draws, and
--- without a screen it draws nothing: they are resolved here.
function S.lenses()
  local client = vim.lsp.get_clients({ name = 'intent_lsp', bufnr = 0 })[1]
  local titles = {}
  for _, found in ipairs(vim.lsp.codelens.get(vim.lsp.codelens.enable and { bufnr = 0 } or vim.api.nvim_get_current_buf())) do
    local lens = found.lens or found
    if not lens.command and vim.lsp.codelens.enable then
      lens = client:request_sync('codeLens/resolve', lens, 1000, 0).result
    end
    table.insert(titles, lens.command and lens.command.title or '')
  end
  return titles
end

return S
