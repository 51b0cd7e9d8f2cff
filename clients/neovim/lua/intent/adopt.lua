-- `:IntentAdopt`: a document made from the function at the cursor, by `intent adopt FILE:FUNCTION`.
local config = require('intent.config')

local M = {}

local python = { '^def%s+([%w_]+)', '^async%s+def%s+([%w_]+)' }
local javascript = {
  '^function%s*%*?%s*([%w_$]+)',
  '^async%s+function%s*%*?%s*([%w_$]+)',
  '^const%s+([%w_$]+)%s*[:=]',
  '^let%s+([%w_$]+)%s*[:=]',
  '^var%s+([%w_$]+)%s*[:=]',
  '^exports%.([%w_$]+)%s*=',
  '^module%.exports%.([%w_$]+)%s*=',
}

--- The name that a line at the top level defines.
---@param line string
---@param path string
---@return string?
local function defined_in(line, path)
  local is_python = path:match('%.py$') ~= nil
  local bare = is_python and line or line:gsub('^export%s+', ''):gsub('^default%s+', '')
  for _, pattern in ipairs(is_python and python or javascript) do
    local name = bare:match(pattern)
    if name then
      return name
    end
  end
  return nil
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

--- Adopt a function of a buffer, and open its document.
---@param buffer integer
---@param name? string default: the function at the cursor
function M.run(buffer, name)
  local path = vim.api.nvim_buf_get_name(buffer)
  if not (path:match('%.py$') or path:match('%.[cm]?js$') or path:match('%.m?ts$')) then
    vim.notify('intent: this is neither Python nor JavaScript', vim.log.levels.ERROR)
    return
  end
  local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
  name = name or M.function_at(lines, vim.api.nvim_win_get_cursor(0)[1], path)
  if not name then
    vim.notify('intent: place the cursor in a function at the top level of the file', vim.log.levels.ERROR)
    return
  end
  if vim.bo[buffer].modified then
    vim.api.nvim_buf_call(buffer, vim.cmd.write)
  end
  local root = config.root(path)
  local command = vim.list_extend(program(), { 'adopt', ('%s:%s'):format(path, name), '--no-input', '--root', root })
  local started, problem = pcall(vim.system, command, { cwd = root, text = true }, function(done)
    vim.schedule(function()
      local text = vim.trim((done.stderr or '') .. (done.stdout or ''))
      local made = text:match('wrote    (.-%.intent%.md): ')
      vim.notify(text, done.code == 0 and vim.log.levels.INFO or vim.log.levels.WARN)
      if made then
        vim.cmd.split({ args = { vim.fn.fnameescape(vim.fs.normalize(made:match('^/') and made or root .. '/' .. made)) } })
      end
    end)
  end)
  if not started then
    vim.notify('intent: ' .. problem, vim.log.levels.ERROR)
  end
end

return M
