-- `:IntentAdopt`: a document made from the function at the cursor, by `intent adopt FILE:FUNCTION`.
local config = require('intent.config')
local say = require('intent.say')

local M = {}

local python = { '^def%s+([%w_]+)', '^async%s+def%s+([%w_]+)' }
local declarations = { '^function%s*%*?%s*([%w_$]+)', '^async%s+function%s*%*?%s*([%w_$]+)' }
local variables = {
  '^const%s+([%w_$]+)%s*[:=]',
  '^let%s+([%w_$]+)%s*[:=]',
  '^var%s+([%w_$]+)%s*[:=]',
  '^exports%.([%w_$]+)%s*=',
  '^module%.exports%.([%w_$]+)%s*=',
}
local functions = {
  '^async%f[^%w_$]',
  '^function%f[^%w_$]',
  '^[%w_$]+%s*=>',
  '^%b()%s*=>',
  '^%b()%s*:', -- a type of the result follows
  '^%([^)]*$', -- parameters go on below
  '^<', -- parameters of types
}

---@param text string
---@param patterns string[]
---@return string?
local function matched(text, patterns)
  for _, pattern in ipairs(patterns) do
    local found = text:match(pattern)
    if found then
      return found
    end
  end
  return nil
end

local function bare(line)
  return (line:gsub('^export%s+', ''):gsub('^default%s+', ''))
end

--- The name that a line at the top level defines.
---@param line string
---@param path string
---@return string?
local function defined_in(line, path)
  if path:match('%.py$') then
    return matched(line, python)
  end
  return matched(bare(line), declarations) or matched(bare(line), variables)
end

--- The name of the function at the top level that begins in a line: not of other values, as `const LIMIT = 3`.
---@param line string
---@param path string
---@return string?
function M.begun_in(line, path)
  local value = line:match('=%s*([^=>%s].*)')
  if path:match('%.py$') or matched(bare(line), declarations) or (value and matched(value, functions)) then
    return defined_in(line, path)
  end
  return nil
end

--- Whether a file is one that functions are adopted from, by its name.
---@param path string
---@return boolean
function M.is_code(path)
  return (path:match('%.py$') or path:match('%.[cm]?js$') or path:match('%.m?ts$')) ~= nil
end

--- The function at the top level that holds a line, counted from 1: the last one that begins there or above.
---@param lines string[]
---@param number integer
---@param path string
---@return string?
function M.function_at(lines, number, path)
  for at = math.min(number, #lines), 1, -1 do
    local name = defined_in(lines[at], path)
    if name then
      return name
    end
    -- Another statement at the top level: the line is that, or stands behind the function above.
    if lines[at]:match('^[^%s#/@*)}%]]') then
      return nil
    end
  end
  return nil
end

--- The program that runs the language server, without its words for that.
---@return string[]
local function program()
  local known = type(vim.lsp.config) == 'table' and vim.lsp.config[config.NAME] or nil
  local command = known and type(known.cmd) == 'table' and known.cmd or config.client().cmd
  local words = {}
  for _, word in ipairs(command --[[@as string[] ]]) do
    if word == 'lsp' then
      break
    end
    table.insert(words, word)
  end
  return words
end

--- Write a buffer, if it was changed.
---@param buffer integer
---@return string? what went wrong
local function save(buffer)
  if vim.bo[buffer].modified then
    local saved, problem = pcall(vim.api.nvim_buf_call, buffer, vim.cmd.write)
    return not saved and tostring(problem) or nil
  end
  return nil
end

--- The function to adopt, or why there is none.
---@param buffer integer
---@param name? string default: the function at the cursor
---@return string? name
---@return string? problem
local function wanted(buffer, name)
  local path = vim.api.nvim_buf_get_name(buffer)
  if not M.is_code(path) then
    return nil, 'this is neither Python nor JavaScript'
  end
  local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
  name = name or M.function_at(lines, vim.api.nvim_win_get_cursor(0)[1], path)
  if not name then
    return nil, 'place the cursor in a function at the top level of the file'
  end
  return name, save(buffer)
end

--- Open the document that `intent adopt` wrote, and tell what it said. To read the document is the next step, which need
--- not be told beside it; what is left is mostly one line.
---@param done vim.SystemCompleted
---@param root string
local function tell(done, root)
  local text = vim.trim((done.stderr or '') .. (done.stdout or ''))
  local made = text:match('wrote    (.-%.intent%.md): ')
  local level = done.code == 0 and vim.log.levels.INFO or vim.log.levels.WARN
  if made then
    vim.cmd.split({ args = { vim.fn.fnameescape(vim.fs.normalize(made:match('^/') and made or root .. '/' .. made)) } })
    text = text:gsub('\nnext [^\n]*', '')
  end
  if text:find('\n', 1, true) then
    vim.notify(text, level)
  else
    say.say((text:gsub('^intent: ', ''):gsub('  +', ' ')), level)
  end
end

--- Adopt a function of a buffer, and open its document.
---@param buffer integer
---@param name? string default: the function at the cursor
---@param ended? fun(well: boolean) called in the end, before what came of it is told
function M.run(buffer, name, ended)
  ended = ended or function() end
  local found, problem = wanted(buffer, name)
  if problem then
    ended(false)
    vim.notify('intent: ' .. problem, vim.log.levels.ERROR)
    return
  end
  local path = vim.api.nvim_buf_get_name(buffer)
  local root = config.root(path)
  local command = vim.list_extend(program(), { 'adopt', ('%s:%s'):format(path, found), '--no-input', '--root', root })
  local started, reason = pcall(vim.system, command, { cwd = root, text = true }, function(done)
    vim.schedule(function()
      ended(done.code == 0)
      tell(done, root)
    end)
  end)
  if not started then
    ended(false)
    vim.notify('intent: ' .. reason, vim.log.levels.ERROR)
  end
end

return M
