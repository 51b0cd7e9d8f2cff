-- A sign and an amber name for each intent that is uncertain (?), or whose targets differ (≠).
local config = require('intent.config')
local document = require('intent.document')

local M = {}

M.namespace = vim.api.nvim_create_namespace('intent.signs')

local SIGNS = { uncertain = '?', disagree = '≠' }
local GROUPS = { uncertain = 'IntentUncertain', disagree = 'IntentDisagree' }
local PRIORITY = 130 -- above the server's semantic tokens (125): the name is amber

--- Which intents of a document have something open.
---@param work intent.Work[]
---@return table<string, 'uncertain'|'disagree'> by the intent's name
function M.open(work)
  local found = {}
  for _, item in ipairs(work) do
    if item.status == 'disagree' or (item.status == 'uncertain' and found[item.intent] ~= 'disagree') then
      found[item.intent] = item.status
    end
  end
  return found
end

--- Put the signs of a buffer where they belong now.
---@param buffer integer
function M.paint(buffer)
  if not vim.api.nvim_buf_is_loaded(buffer) then
    return
  end
  vim.api.nvim_buf_clear_namespace(buffer, M.namespace, 0, -1)
  local open = M.open(require('intent.state').of(buffer))
  if not config.option('signs') or next(open) == nil then
    return
  end
  require('intent.highlight').define_groups()
  for _, intent in ipairs(document.intents(buffer)) do
    local status = open[intent.name]
    if status then
      local line = vim.api.nvim_buf_get_lines(buffer, intent.first, intent.first + 1, true)[1]
      local first = line:find(intent.name, 1, true)
      vim.api.nvim_buf_set_extmark(buffer, M.namespace, intent.first, first and first - 1 or 0, {
        end_col = first and first - 1 + #intent.name or #line,
        hl_group = GROUPS[status],
        priority = PRIORITY,
        sign_text = SIGNS[status],
        sign_hl_group = GROUPS[status],
      })
    end
  end
end

--- There is news about the documents of a client.
---@param client_id integer
function M.refresh(client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  for buffer in pairs(client and client.attached_buffers or {}) do
    if config.is_document(vim.api.nvim_buf_get_name(buffer)) then
      M.paint(buffer)
    end
  end
end

return M
