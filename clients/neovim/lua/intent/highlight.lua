-- Colours directives, signatures and examples on top of Markdown's own highlighting, be it Treesitter or `:syntax`.
local document = require('intent.document')

local M = {}

M.namespace = vim.api.nvim_create_namespace('intent.highlight')

local GROUPS = {
  IntentDirective = 'Statement',
  IntentName = 'Function',
  IntentKeyword = 'Keyword',
  IntentParameter = 'Identifier',
  IntentType = 'Type',
  IntentKey = 'Identifier',
  IntentString = 'String',
  IntentNumber = 'Number',
  IntentConstant = 'Constant',
  IntentOperator = 'Operator',
  IntentUncertain = 'DiagnosticWarn',
  IntentDisagree = 'DiagnosticError',
}

local PRIORITY = 110 -- above Treesitter (100), below the server's semantic tokens (125)
local MANY_LINES = 800
local PAUSE = 150 -- milliseconds after the last change, in documents of more lines than that

local timers = {} ---@type table<integer, uv.uv_timer_t>

--- Link the groups that no colour scheme has set.
function M.define_groups()
  for group, link in pairs(GROUPS) do
    vim.api.nvim_set_hl(0, group, { link = link, default = true })
  end
end

--- Colour a buffer now.
---@param buffer integer
function M.paint(buffer)
  if not vim.api.nvim_buf_is_loaded(buffer) then
    return
  end
  local _, marks = document.read(vim.api.nvim_buf_get_lines(buffer, 0, -1, true))
  vim.api.nvim_buf_clear_namespace(buffer, M.namespace, 0, -1)
  for _, mark in ipairs(marks) do
    vim.api.nvim_buf_set_extmark(buffer, M.namespace, mark.row, mark.first, {
      end_col = mark.last,
      hl_group = mark.group,
      priority = PRIORITY,
      strict = false,
      undo_restore = false,
    })
  end
end

local function soon(buffer)
  if timers[buffer] then
    timers[buffer]:stop()
  else
    timers[buffer] = assert(vim.uv.new_timer())
  end
  local pause = vim.api.nvim_buf_line_count(buffer) > MANY_LINES and PAUSE or 0
  timers[buffer]:start(pause, 0, vim.schedule_wrap(function()
    M.paint(buffer)
  end))
end

local function forget(buffer)
  if timers[buffer] then
    timers[buffer]:close()
    timers[buffer] = nil
  end
end

--- Colour a buffer, and keep it so.
---@param buffer integer
function M.attach(buffer)
  if vim.b[buffer].intent_highlight then
    return
  end
  local attached = vim.api.nvim_buf_attach(buffer, false, {
    on_lines = function()
      soon(buffer)
    end,
    on_reload = function()
      soon(buffer)
    end,
    on_detach = function()
      forget(buffer)
      if vim.api.nvim_buf_is_valid(buffer) then
        vim.b[buffer].intent_highlight = nil
      end
    end,
  })
  if attached then
    vim.b[buffer].intent_highlight = true
    M.paint(buffer)
  end
end

return M
