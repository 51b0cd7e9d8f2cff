-- Turns on, in buffers of our server, what Neovim has but does not show unasked: lenses, inlay hints, progress.
local client_of = require('intent.client')
local config = require('intent.config')
local say = require('intent.say')

local M = {}

local group = vim.api.nvim_create_augroup('intent.features', { clear = true })

local function refresh(client, buffer)
  if vim.api.nvim_buf_is_loaded(buffer) and client_of.supports(client, 'textDocument/codeLens', buffer) then
    vim.lsp.codelens.refresh({ bufnr = buffer })
  end
end

--- Show the lenses of all buffers of a client again (before Neovim 0.12, which does it itself).
---@param client_id integer
function M.refresh_lenses(client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  for buffer in pairs(client and client.attached_buffers or {}) do
    refresh(client, buffer)
  end
end

--- Fetch the hints of all buffers of a client again. Neovim's own handler may draw the old ones while the new ones are on
--- their way, and then never draws the new ones, because the text has not changed (seen in 0.10 and 0.12).
---@param client_id integer
function M.refresh_hints(client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  for buffer in pairs(client and client.attached_buffers or {}) do
    if vim.lsp.inlay_hint.is_enabled({ bufnr = buffer }) then
      vim.lsp.inlay_hint.enable(false, { bufnr = buffer })
      vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
    end
  end
end

--- A document was opened, with or without a server yet.
---@param buffer integer
function M.opened(buffer)
  -- In `LspAttach`, where it usually stands, this would fetch the lenses twice, and 0.12 then forgets to resolve them.
  if config.option('codelens') and vim.lsp.codelens.enable then
    vim.lsp.codelens.enable(true, { bufnr = buffer })
  end
end

--- Before 0.12, lenses are shown by hand.
local function show_lenses(client, buffer)
  vim.api.nvim_clear_autocmds({ group = group, buffer = buffer })
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'TextChanged', 'BufWritePost' }, {
    group = group,
    buffer = buffer,
    desc = 'intent: code lenses',
    callback = function()
      local still = client_of.of(buffer)
      if still then
        refresh(still, buffer)
      end
    end,
  })
  refresh(client, buffer)
end

--- A client was attached to a buffer.
---@param client_id integer
---@param buffer integer
function M.attached(client_id, buffer)
  local client = vim.lsp.get_client_by_id(client_id)
  if not client or client.name ~= config.NAME then
    return
  end
  if config.option('codelens') and not vim.lsp.codelens.enable then
    show_lenses(client, buffer)
  end
  if config.option('inlay_hints') and client_of.supports(client, 'textDocument/inlayHint', buffer) then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
  client_of.run(buffer, 'intent.status', { uri = vim.uri_from_bufnr(buffer) }, function(error, state)
    if not error then
      require('intent.state').update(client_id, state)
    end
  end)
end

local titles = {} ---@type table<string, string> of the progress under way, by token

-- The server titles its work while it is done; what has been done is told in the past tense.
local PAST = { Transpiling = 'Transpiled', Repairing = 'Repaired', Running = 'Ran', Checking = 'Checked', Fetching = 'Fetched' }

local function past(title)
  return (title:gsub('^%a+', PAST))
end

--- A progress notification came in.
---@param data {client_id: integer, params: lsp.ProgressParams}
function M.progress(data)
  local client = vim.lsp.get_client_by_id(data.client_id)
  local value = data.params.value
  local ours = client and (client.name == config.NAME or client.name == config.ADOPTION)
  if not config.option('progress') or not ours or type(value) ~= 'table' then
    return
  end
  local key = ('%d.%s'):format(data.client_id, tostring(data.params.token))
  if value.kind == 'begin' then
    titles[key] = value.title
    vim.cmd.redraw() -- over the list from which an action was chosen: below it, the message would ask for Enter
  end
  local title = titles[key] or value.title or 'intent'
  local running = value.kind ~= 'end'
  if not running then
    titles[key] = nil
    title = past(title)
  end
  if vim.fn.has('nvim-0.12') == 1 then
    local before = ('%s: %s'):format(title, value.percentage and '100% ' or '') -- Neovim puts it there
    vim.api.nvim_echo({ { say.fitting(value.message or (running and '…' or 'done'), before) } }, not running, {
      id = 'intent.' .. key,
      kind = 'progress',
      source = 'intent',
      title = title,
      status = running and 'running' or 'success',
      percent = value.percentage,
    })
  elseif vim.api.nvim_get_mode().mode:match('^[niv]') then
    local text = title .. ((value.message or '') ~= '' and ': ' .. value.message or (running and '…' or ': done'))
    vim.api.nvim_echo({ { say.fitting(text) } }, false, {})
  end
  vim.cmd.redrawstatus()
end

return M
