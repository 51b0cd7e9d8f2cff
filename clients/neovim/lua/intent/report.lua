-- The window of `:IntentStatus`.
local client_of = require('intent.client')
local state = require('intent.state')

local M = {}

--- The lines to show.
---@param answer table the server's `intent.status`
---@param client vim.lsp.Client
---@return string[]
function M.lines(answer, client)
  local info = client.server_info or {}
  local lines = {
    ('%s %s in %s'):format(info.name or 'intent-lsp', info.version or '', client.config.root_dir or '?'),
  }
  if answer.trusted == false then
    table.insert(lines, 'Not trusted: nothing is generated or run here (see :help intent-trust).')
  end
  table.insert(lines, '')
  local widest = 0
  for _, work in ipairs(answer.work or {}) do
    widest = math.max(widest, vim.fn.strdisplaywidth(work.intent))
  end
  for _, work in ipairs(answer.work or {}) do
    local gap = (' '):rep(widest - vim.fn.strdisplaywidth(work.intent))
    table.insert(lines, ('%s%s  %s  %s'):format(work.intent, gap, work.target, (state.describe(work):gsub('\n', ' '))))
    if type(work.file) == 'string' then
      table.insert(lines, ('%s      %s'):format((' '):rep(widest), vim.fn.fnamemodify(vim.uri_to_fname(work.file), ':~:.')))
    end
  end
  if #(answer.work or {}) == 0 then
    table.insert(lines, 'Nothing is known yet: save the document, or use :IntentTranspile.')
  end
  return lines
end

--- Ask the server how a document stands and show it in a floating window; `q` closes it.
---@param buffer integer
function M.show(buffer)
  client_of.run(buffer, 'intent.status', { uri = vim.uri_from_bufnr(buffer) }, function(error, answer)
    local client = client_of.of(buffer)
    if error or not client then
      require('intent.say').say(error or 'the language server has ended', vim.log.levels.ERROR)
      return
    end
    state.update(client.id, answer)
    local _, window = vim.lsp.util.open_floating_preview(M.lines(answer, client), '', {
      border = 'rounded',
      focus_id = 'intent.status',
      focusable = true,
      title = ' intent ',
    })
    vim.wo[window].wrap = true
  end)
end

return M
