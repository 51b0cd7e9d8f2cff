-- `:checkhealth intent`
local config = require('intent.config')

local M = {}

local health = vim.health

local function check_neovim()
  health.start('intent: Neovim')
  if vim.fn.has('nvim-0.11') == 1 then
    health.ok(('Neovim %s'):format(tostring(vim.version())))
  elseif vim.fn.has('nvim-0.10') == 1 then
    health.ok(('Neovim %s: start the server as :help intent-0.10 says'):format(tostring(vim.version())))
  else
    health.error('Neovim 0.10 or later is needed')
  end
  for _, problem in ipairs(config.wrong_options()) do
    health.warn(problem, ':help intent-options lists the options of vim.g.intent')
  end
end

--- How the server would be started: the client's configuration, the user's changes included.
---@return any
local function command()
  local running = vim.lsp.get_clients({ name = config.NAME })[1]
  if running then
    return running.config.cmd
  end
  local configured = vim.fn.has('nvim-0.11') == 1 and vim.lsp.config[config.NAME] or nil
  return (configured or config.client()).cmd
end

local function check_server()
  health.start('intent: language server')
  local cmd = command()
  if type(cmd) ~= 'table' then
    health.info('the server is started by a function of your own')
    return
  end
  local shown = table.concat(cmd, ' ')
  local path = vim.fn.exepath(cmd[1])
  if path == '' then
    health.error(('`%s` was not found (command: `%s`)'):format(cmd[1], shown), {
      'Install it from its wheel: `pipx install intent_lsp-0.1.0-py3-none-any.whl`, or with `uv tool install`.',
      "If it is installed elsewhere: `vim.lsp.config('intent_lsp', { cmd = { '/path/to/intent', 'lsp' } })`.",
    })
    return
  end
  health.ok(('`%s` is %s'):format(cmd[1], path))
  health.info(('command: `%s`'):format(shown))
end

local function check_clients()
  health.start('intent: documents')
  local clients = vim.lsp.get_clients({ name = config.NAME })
  local documents = vim.tbl_filter(function(buffer)
    return vim.api.nvim_buf_is_loaded(buffer) and config.is_document(vim.api.nvim_buf_get_name(buffer))
  end, vim.api.nvim_list_bufs())
  for _, client in ipairs(clients) do
    local info = client.server_info or {}
    local name = vim.trim(('%s %s'):format(info.name or config.NAME, info.version or ''))
    local buffers = vim.tbl_count(client.attached_buffers)
    health.ok(('%s serves %s (%d %s)'):format(name, client.config.root_dir or 'no folder', buffers,
      buffers == 1 and 'buffer' or 'buffers'))
    if client.initialized and vim.tbl_get(client, 'config', 'init_options', 'trusted') == false then
      health.info('not trusted: nothing is generated or run (:help intent-trust)')
    end
  end
  if #documents == 0 then
    health.info('no *.intent.md is open')
  elseif #clients == 0 then
    local enabled = vim.lsp.is_enabled and vim.lsp.is_enabled(config.NAME)
    health.error(('%d open, but no language server runs'):format(#documents), {
      vim.fn.has('nvim-0.11') == 0 and ':help intent-0.10 tells how to start it'
        or enabled and ("it may have ended: see " .. require('vim.lsp.log').get_filename())
        or "add `vim.lsp.enable('intent_lsp')` to your init.lua",
    })
  end
  for _, buffer in ipairs(documents) do
    if vim.bo[buffer].filetype ~= 'markdown' then
      health.warn(('%s has the file type %q; it should stay markdown'):format(
        vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':~:.'), vim.bo[buffer].filetype))
    end
  end
end

--- Called by |:checkhealth|.
function M.check()
  check_neovim()
  check_server()
  check_clients()
end

return M
