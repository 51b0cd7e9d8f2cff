-- The buffer-local commands; see |intent-commands|.
local client_of = require('intent.client')
local document = require('intent.document')
local say = require('intent.say').say

local M = {}

local levels = vim.log.levels

--- Read a command's words: a target, flags, and an intent's name (`.`: the one at the cursor).
---@param words string[]
---@param buffer integer
---@param flags table<string, boolean>
---@return table? options
local function read_words(words, buffer, flags)
  local options = {}
  for _, word in ipairs(words) do
    local flag = word:match('^%+%+(.+)$')
    if flag then
      if not flags[flag] then
        say(('there is no flag %s'):format(word), levels.ERROR)
        return nil
      end
      options[flag] = true
    elseif word == 'js' or word == 'py' then
      options.target = word
    else
      local name = word
      if word == '.' then
        name = document.intent_at(buffer, vim.api.nvim_win_get_cursor(0)[1] - 1)
      end
      local exists = vim.iter(document.intents(buffer)):any(function(intent)
        return intent.name == name
      end)
      if not exists then
        say(('there is no intent %s in this document'):format(word), levels.ERROR)
        return nil
      end
      options.intent = name
    end
  end
  return options
end

local function complete(flags)
  return function(lead)
    local words = { 'js', 'py', '.' }
    for flag in pairs(flags) do
      table.insert(words, '++' .. flag)
    end
    for _, intent in ipairs(document.intents(vim.api.nvim_get_current_buf())) do
      table.insert(words, intent.name)
    end
    table.sort(words)
    return vim.tbl_filter(function(word)
      return vim.startswith(word, lead)
    end, words)
  end
end

--- The results of a run as one line: each of them if they fit, else how many ended in which way.
---@param results table[]
---@return string text
---@return integer level
local function summary(results)
  local texts, counts, level = {}, {}, levels.INFO
  for _, result in ipairs(results) do
    local tally = result.examples or {}
    local text = ('%s (%s): %s'):format(result.intent, result.target, result.status)
    local good = result.status == 'verified' or result.status == 'uncertain' or result.status == 'fresh'
    if (tally.total or 0) > 0 and (good or tally.passed < tally.total) then
      text = text .. (' %d/%d'):format(tally.passed, tally.total)
    elseif not good and result.problems and result.problems[1] then
      text = text .. ': ' .. result.problems[1].message
    end
    table.insert(texts, text)
    counts[result.status] = (counts[result.status] or 0) + 1
    if not good then
      level = levels.WARN
    end
  end
  if #texts == 0 then
    return 'there was nothing to do', level
  end
  local all = table.concat(texts, ', ')
  if vim.fn.strdisplaywidth(all) < vim.o.columns - 24 then
    return all, level
  end
  local parts = {}
  for status, count in vim.spairs(counts) do
    table.insert(parts, ('%d %s'):format(count, status))
  end
  return table.concat(parts, ', ') .. (level == levels.INFO and '' or ' (:IntentStatus tells more)'), level
end

--- See |intent.transpile()|.
function M.transpile(options, done)
  local buffer = (options.buffer == nil or options.buffer == 0) and vim.api.nvim_get_current_buf() or options.buffer
  client_of.run(buffer, 'intent.transpile', {
    uri = vim.uri_from_bufnr(buffer),
    intent = options.intent,
    target = options.target,
    regenerate = options.regenerate,
    force = options.force,
  }, function(error, answer)
    local results = type(answer) == 'table' and (answer.results or answer) or nil
    if done then
      done(error, results)
    elseif error then
      say(error, levels.ERROR)
    elseif results then
      say(summary(results))
    end
  end)
end

local function cancel(buffer, name)
  local argument = { uri = vim.uri_from_bufnr(buffer), intent = name }
  client_of.run(buffer, 'intent.cancel', argument, function(error, answer)
    if error then
      say(error, levels.ERROR)
    else
      local count = answer and answer.cancelled or 0
      say(count == 0 and 'nothing is running' or ('cancelled %d %s'):format(count, count == 1 and 'run' or 'runs'))
    end
  end)
end

local transpile_flags = { regenerate = true, force = true }

--- Define the commands in a buffer.
---@param buffer integer
function M.define(buffer)
  local function command(name, run, options)
    vim.api.nvim_buf_create_user_command(buffer, name, run, options)
  end

  command('IntentTranspile', function(call)
    local options = read_words(call.fargs, buffer, transpile_flags)
    if options then
      options.buffer = buffer
      options.regenerate = options.regenerate or call.bang or nil
      M.transpile(options)
    end
  end, {
    bang = true, nargs = '*', complete = complete(transpile_flags),
    desc = 'Transpile the document, or one intent (!: ask anew)',
  })

  command('IntentCancel', function(call)
    local options = read_words(call.fargs, buffer, {})
    if options then
      cancel(buffer, options.intent)
    end
  end, { nargs = '?', complete = complete({}), desc = 'Cancel what is being transpiled' })

  command('IntentStatus', function()
    require('intent.report').show(buffer)
  end, { desc = 'Show how each intent stands' })

  command('IntentOpen', function(call)
    local options = read_words(call.fargs, buffer, {})
    if options then
      options.mods = call.smods
      require('intent.files').open(buffer, options)
    end
  end, { nargs = '*', complete = complete({}), desc = 'Open the generated file of the intent at the cursor' })

  command('IntentDiff', function(call)
    local options = read_words(call.fargs, buffer, {})
    if options then
      require('intent.files').diff(buffer, options)
    end
  end, { nargs = '*', complete = complete({}), desc = 'Compare the generated file with the failed or previous one' })
end

return M
