-- What the server last said about each intent and target, for the status line and the commands.
local config = require('intent.config')

local M = {}

---@class intent.Work one intent for one target, as in the server's `intent/state`
---@field uri string
---@field intent string
---@field target 'js'|'py'
---@field status string queued, running, verified, uncertain, disagree, fresh, failed, conflict, error, skipped or cancelled
---@field step string
---@field round integer
---@field rounds integer
---@field provider string
---@field model string
---@field passed integer
---@field total integer
---@field reason string
---@field failed? string what failed, in a few words: `2/5`, `differs on Node 20`
---@field doubts? string[] why it is uncertain
---@field file string? URI of the generated file
---@field candidate string? URI of the best candidate of a run that failed

local known = {} ---@type table<integer, {trusted: boolean, work: table<string, intent.Work[]>}>
local seen = {} ---@type table<string, {stamp: string, lines: string[], before: string[]?}> generated files, by path

local RUNNING = { queued = true, running = true }
local WORST = { failed = 1, disagree = 2, conflict = 3, error = 4 }
local SIGNS = { failed = '✗', disagree = '≠' }
local GOOD = { verified = true, fresh = true, uncertain = true }

--- Whether this piece of work is under way.
---@param work intent.Work
---@return boolean
function M.is_running(work)
  return RUNNING[work.status] == true
end

--- Keep what generated files look like, and what they looked like before they changed, for |:IntentDiff|. A run may be
--- over before its beginning is heard of, so every news is an occasion to look.
local function look_at_files(work)
  for _, item in ipairs(work) do
    local path = type(item.file) == 'string' and vim.uri_to_fname(item.file) or nil
    local stat = path and vim.uv.fs_stat(path)
    if path and stat then
      local stamp = ('%d.%d.%d'):format(stat.mtime.sec, stat.mtime.nsec, stat.size)
      local old = seen[path]
      if not old or old.stamp ~= stamp then
        local lines = vim.fn.readfile(path)
        local changed = old and not vim.deep_equal(old.lines, lines)
        seen[path] = { stamp = stamp, lines = lines, before = changed and old.lines or old and old.before or nil }
      end
    end
  end
end

--- Take in an `intent/state` notification, or the answer of `intent.status`.
---@param client_id integer
---@param state {trusted: boolean, work: intent.Work[]}
function M.update(client_id, state)
  if type(state) ~= 'table' then
    return
  end
  local entry = known[client_id] or { work = {} }
  entry.trusted = state.trusted ~= false
  local fresh = {}
  for _, work in ipairs(state.work or {}) do
    -- By path: the same file may be spelt as a URI in several ways.
    local path = vim.fs.normalize(vim.uri_to_fname(work.uri))
    fresh[path] = fresh[path] or {}
    table.insert(fresh[path], work)
  end
  for path, list in pairs(fresh) do
    entry.work[path] = list
    look_at_files(list)
  end
  known[client_id] = entry
  vim.schedule(function()
    vim.api.nvim_exec_autocmds('User', { pattern = 'IntentState', modeline = false })
    vim.cmd.redrawstatus({ bang = true })
    require('intent.signs').refresh(client_id)
  end)
end

--- What is known about a buffer's document.
---@param buffer integer
---@return intent.Work[]
function M.of(buffer)
  local client = require('intent.client').of(buffer)
  local entry = client and known[client.id]
  return entry and entry.work[vim.fs.normalize(vim.api.nvim_buf_get_name(buffer))] or {}
end

--- The lines a generated file had before it last changed, as far as this session knows.
---@param path string
---@return string[]?
function M.lines_before(path)
  return seen[path] and seen[path].before
end

--- How many examples pass; of what failed, what did: that all examples pass is never said of it.
---@param work intent.Work
---@return string?
function M.tally(work)
  local total, passed = work.total or 0, work.passed or 0
  if not GOOD[work.status] and passed == total then
    return work.failed ~= '' and work.failed or nil
  end
  return total > 0 and ('%d/%d examples'):format(passed, total) or nil
end

--- One line about a piece of work.
---@param work intent.Work
---@return string
function M.describe(work)
  local parts = { work.status }
  if M.is_running(work) then
    local round = (work.rounds or 0) > 0 and (work.round or 0) > 0 and ('round %d/%d'):format(work.round, work.rounds)
    parts = { round or work.status }
    table.insert(parts, work.model ~= '' and work.model or work.provider ~= '' and work.provider or nil)
    table.insert(parts, work.step ~= '' and work.step or nil)
  else
    table.insert(parts, M.tally(work))
    if GOOD[work.status] then
      table.insert(parts, work.model ~= '' and work.model or work.provider ~= '' and work.provider or nil)
      vim.list_extend(parts, work.doubts or {})
    elseif work.reason ~= '' then
      table.insert(parts, work.reason)
    end
  end
  return table.concat(parts, ' · ')
end

--- What asks most for attention among work that did not end well: `clamp (js) ✗ 2/5 examples (+1)`.
---@param work intent.Work[] not empty
---@return string
function M.trouble(work)
  local first = work[1]
  for _, item in ipairs(work) do
    if (WORST[item.status] or math.huge) < (WORST[first.status] or math.huge) then
      first = item
    end
  end
  local sign = SIGNS[first.status]
  local what = sign and sign .. ' ' .. (M.tally(first) or first.status) or first.status
  local more = #work > 1 and (' (+%d)'):format(#work - 1) or ''
  return ('%s (%s) %s%s'):format(first.intent, first.target, what, more)
end

--- The text for a status line; see |intent-statusline|.
---@param buffer? integer
---@return string
function M.line(buffer)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  if not config.is_document(vim.api.nvim_buf_get_name(buffer)) then
    return ''
  end
  local client = require('intent.client').of(buffer)
  if client == nil then
    return 'intent: no server'
  end
  local work = M.of(buffer)
  local running, good, bad, doubtful = {}, 0, {}, false
  for _, item in ipairs(work) do
    if M.is_running(item) then
      table.insert(running, item)
    elseif GOOD[item.status] then
      good = good + 1
      doubtful = doubtful or item.status == 'uncertain'
    elseif item.status ~= 'cancelled' and item.status ~= 'skipped' then
      table.insert(bad, item)
    end
  end
  local text
  if #running > 0 then
    text = M.describe(running[1]) .. (#running > 1 and (' (+%d)'):format(#running - 1) or '')
  elseif #bad > 0 then
    text = M.trouble(bad)
  elseif good > 0 then
    text = good == #work and (doubtful and 'uncertain' or 'verified') or ('%d of %d verified'):format(good, #work)
  elseif known[client.id] and known[client.id].trusted == false then
    text = 'not trusted'
  else
    local errors = #vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR })
    text = errors > 0 and ('%d error%s'):format(errors, errors == 1 and '' or 's') or 'ready'
  end
  return 'intent: ' .. (text:gsub('%%', '%%%%'))
end

return M
