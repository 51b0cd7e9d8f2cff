-- Reads a document as far as an editor needs it without the server: its intents with their lines, and what to highlight.
-- The server's parser is the authority; this one only never gets in the way.
local M = {}

---@class intent.Mark
---@field row integer 0-based
---@field first integer byte column
---@field last integer byte column, exclusive
---@field group string highlight group

---@class intent.Intent
---@field name string
---@field first integer 0-based row
---@field last integer 0-based row, inclusive

local ALIASES = {
  name = 'name',
  target = 'target', targets = 'target', language = 'target', languages = 'target',
  description = 'description', intent = 'description', summary = 'description',
  signature = 'signature',
  types = 'types', type = 'types',
  constraints = 'constraints', rules = 'constraints', requirements = 'constraints',
  examples = 'examples', example = 'examples', tests = 'examples',
  ['hidden examples'] = 'examples', holdout = 'examples',
  properties = 'properties', invariants = 'properties',
  uses = 'uses', tolerance = 'tolerance', rounds = 'rounds',
}

local TYPES = {}
for name in ([[number integer int float string str boolean bool null any unknown Array Record map list dict Optional
None]]):gmatch('%S+') do
  TYPES[name] = true
end

local CONSTANTS = { ['true'] = true, ['false'] = true, null = true, NaN = true, Infinity = true, undefined = true }

--- Go through the tokens of a line; `each(kind, first, last, text, depth)` gets byte columns, the last exclusive.
local function tokens(line, from, each)
  local at, depth = from + 1, 0
  while at <= #line do
    local rest = line:sub(at)
    local text = rest:match('^"[^"\\]*"') or rest:match('^"[^"]*\\.-[^\\]"') or rest:match("^'[^'\\]*'")
    local kind = text and 'string'
    if not text then
      text = rest:match('^%-?%d+%.?%d*[eE][+-]?%d+') or rest:match('^%-?%d+%.?%d*')
      kind = text and 'number'
    end
    if not text then
      text = rest:match('^[%a_$][%w_$]*')
      kind = text and 'word'
    end
    if not text then
      text = rest:match('^→') or rest:match('^[-=]>') or rest:match('^==')
      kind = text and 'arrow'
    end
    if not text then
      text = rest:sub(1, 1)
      depth = depth + ((text:find('[%[{(]') and 1) or (text:find('[%]})]') and -1) or 0)
    end
    if kind then
      each(kind, at - 1, at - 1 + #text, text, depth)
    end
    at = at + #text
  end
end

local painters = {}

function painters.types(line, from, mark)
  tokens(line, from, function(kind, first, last, text, _)
    if kind == 'word' and not TYPES[text] and line:find('^%s*%??%s*:', last + 1) then
      mark(first, last, 'IntentParameter')
    elseif kind == 'word' then
      mark(first, last, CONSTANTS[text] and not TYPES[text] and 'IntentConstant' or 'IntentType')
    elseif kind == 'string' then
      mark(first, last, 'IntentString')
    elseif kind == 'number' then
      mark(first, last, 'IntentNumber')
    elseif kind == 'arrow' then
      mark(first, last, 'IntentOperator')
    end
  end)
end

function painters.values(line, from, mark)
  tokens(line, from, function(kind, first, last, text, depth)
    local key = line:find('^%s*:', last + 1) ~= nil
    if kind == 'word' and key and depth == 0 and (text == 'in' or text == 'out' or text == 'error') then
      mark(first, last + 1, 'IntentKeyword')
    elseif (kind == 'word' or kind == 'string') and key and depth > 0 then
      mark(first, last, 'IntentKey')
    elseif kind == 'string' then
      mark(first, last, 'IntentString')
    elseif kind == 'number' then
      mark(first, last, 'IntentNumber')
    elseif kind == 'word' and CONSTANTS[text] then
      mark(first, last, 'IntentConstant')
    elseif kind == 'arrow' or (kind == 'word' and text == 'returns' and depth == 0) then
      mark(first, last, 'IntentOperator')
    end
  end)
end

function painters.words(line, from, mark)
  tokens(line, from, function(kind, first, last, text, _)
    if kind == 'word' and text ~= 'from' then
      mark(first, last, 'IntentConstant')
    end
  end)
end

local PAINTER = {
  target = painters.words,
  signature = painters.types,
  types = painters.types,
  examples = painters.values,
  properties = painters.values,
  uses = painters.words,
  tolerance = painters.values,
  rounds = painters.values,
}

--- Read a heading. Answers its canonical key (nil: a plain heading), the columns of the key as written, and the column at
--- which the value starts; nothing for a line that is not a heading.
local function heading(line)
  local start, text = line:match('^ ? ? ?#+()[ \t]+(.*)$')
  if not start or #line:match('#+') > 6 then
    return false
  end
  text = text:gsub('%s+#*%s*$', '')
  local offset = line:find('%S', start) or #line + 1
  local written, after = text:match('^([^:]+):()')
  written = written or text
  local key = ALIASES[vim.trim((written:gsub('[*_`]', ''))):lower():gsub('%s+', ' ')]
  if not key then
    return true, nil, offset - 1, offset - 1 + #text, text
  end
  local stop = offset - 1 + #written + (after and 1 or 0)
  local value_at = after and line:find('%S', stop + 1) or nil
  return true, key, offset - 1, stop, text, value_at and value_at - 1 or nil
end

--- Read a document.
---@param lines string[]
---@param stem? string name of an intent that has none
---@return intent.Intent[] intents
---@return intent.Mark[] marks
function M.read(lines, stem)
  local intents, marks = {}, {}
  local section, fence, front = nil, nil, lines[1] == '---'
  local started = false

  local function begin(name, row)
    if #intents > 0 then
      intents[#intents].last = row - 1
    end
    table.insert(intents, { name = name, first = row, last = #lines - 1 })
  end

  for index, line in ipairs(lines) do
    local row = index - 1
    local function mark(first, last, group)
      table.insert(marks, { row = row, first = first, last = last, group = group })
    end
    local ticks = line:match('^%s*[-*+]?%s*(```+)') or line:match('^%s*[-*+]?%s*(~~~+)')
    if front then
      front = row == 0 or line ~= '---'
    elseif fence then
      if ticks and vim.startswith(ticks, fence) and not line:find('[`~]%s*%S', line:find(ticks, 1, true) + #ticks - 1) then
        fence = nil
      elseif section and PAINTER[section] then
        PAINTER[section](line, 0, mark)
      end
    elseif ticks then
      fence = ticks
    else
      local is_heading, key, first, last, text, value_at = heading(line)
      if is_heading and key then
        section, started = key, true
        mark(first, last, 'IntentDirective')
        if key == 'name' then
          local name = value_at and line:sub(value_at + 1):match('^[`*_]*([%a_$][%w_$]*)')
          begin(name or '', row)
          if name then
            local at = line:find(name, value_at + 1, true) - 1
            mark(at, at + #name, 'IntentName')
          end
        elseif value_at and PAINTER[key] then
          PAINTER[key](line, value_at, mark)
        end
        if key ~= 'name' and #intents == 0 then
          begin(stem or '', 0)
        end
      elseif is_heading then
        section = nil
        if not started and #intents == 0 and text:match('^[%a_$][%w_$]*$') then
          begin(text, row)
          mark(first, last, 'IntentName')
        end
      elseif section == 'name' and intents[#intents].name == '' and line:match('%S') then
        intents[#intents].name = line:match('[%a_$][%w_$]*') or ''
      elseif section and PAINTER[section] and line:match('%S') then
        -- Prose among examples keeps its plain look: only list items, their continuations and tables hold values.
        if section ~= 'examples' or line:match('^%s*[-*+|]') or line:match('^%s+%S') or line:match('^%d+[.)]') then
          PAINTER[section](line, 0, mark)
        end
      end
    end
  end
  return intents, marks
end

--- The intents of a buffer.
---@param buffer integer
---@return intent.Intent[]
function M.intents(buffer)
  local name = vim.fs.basename(vim.api.nvim_buf_get_name(buffer)):gsub('%.[iI][nN][tT][eE][nN][tT]%.[mM][dD]$', '')
  local intents = M.read(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), name)
  return intents
end

--- The intent at a row of a buffer (0-based); the first one above all of them.
---@param buffer integer
---@param row integer
---@return string?
function M.intent_at(buffer, row)
  local intents = M.intents(buffer)
  for _, intent in ipairs(intents) do
    if intent.first <= row and row <= intent.last then
      return intent.name
    end
  end
  return intents[1] and intents[1].name
end

return M
