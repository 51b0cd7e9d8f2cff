-- Shows generated files beside their document: `:IntentOpen` and `:IntentDiff`.
local client_of = require('intent.client')
local document = require('intent.document')
local say = require('intent.say').say
local state = require('intent.state')

local M = {}

--- Find the work of the intent at the cursor (or of that name), for a target if one is given.
---@param buffer integer
---@param options {intent?: string, target?: string}
---@param done fun(work: intent.Work[], name: string)
local function find(buffer, options, done)
  local row = vim.api.nvim_get_current_buf() == buffer and vim.api.nvim_win_get_cursor(0)[1] - 1 or 0
  local name = options.intent or document.intent_at(buffer, row)
  if not name or name == '' then
    say('there is no intent in this document yet', vim.log.levels.WARN)
    return
  end
  client_of.run(buffer, 'intent.status', { uri = vim.uri_from_bufnr(buffer) }, function(error, answer)
    local client = client_of.of(buffer)
    if error or not client then
      say(error or 'the language server has ended', vim.log.levels.ERROR)
      return
    end
    state.update(client.id, answer)
    local found = {}
    for _, work in ipairs(answer and answer.work or {}) do
      if work.intent == name and (options.target == nil or options.target == work.target) then
        table.insert(found, work)
      end
    end
    done(found, name)
  end)
end

local function readable(uri)
  local path = type(uri) == 'string' and vim.uri_to_fname(uri) or nil
  return path and vim.fn.filereadable(path) == 1 and path or nil
end

local function nothing_yet(name, target)
  local what = target and ('%s for %s'):format(name, target) or name
  say(('nothing is generated for %s yet: save the document, or use :IntentTranspile'):format(what),
    vim.log.levels.WARN)
end

local function show(path, mods)
  for _, window in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    if vim.api.nvim_buf_get_name(vim.api.nvim_win_get_buf(window)) == path then
      vim.api.nvim_set_current_win(window)
      vim.cmd.checktime()
      return
    end
  end
  vim.cmd.split({ args = { vim.fn.fnameescape(vim.fn.fnamemodify(path, ':.')) }, mods = mods }) -- short in the status line
end

--- Open the generated file of an intent in a split.
---@param buffer integer
---@param options {intent?: string, target?: string, mods?: table}
function M.open(buffer, options)
  find(buffer, options, function(found, name)
    for _, work in ipairs(found) do
      local path = readable(work.file)
      if path then
        show(path, options.mods)
        return
      end
    end
    nothing_yet(name, options.target)
  end)
end

local function scratch(lines, name, filetype)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, true, lines)
  pcall(vim.api.nvim_buf_set_name, buffer, ('intent://%d/%s'):format(buffer, name))
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].filetype = filetype
  return buffer
end

--- Open two texts in a tab page of their own, in diff mode: the file on the right, `lines` on the left.
local function compare(path, lines, name)
  vim.cmd.tabedit(vim.fn.fnameescape(path))
  vim.cmd.diffthis()
  local other = scratch(lines, name, vim.bo.filetype)
  vim.cmd.split({ args = {}, mods = { vertical = true, split = 'aboveleft' } })
  vim.api.nvim_win_set_buf(0, other)
  vim.cmd.diffthis()
end

--- Compare: of work that failed, the verified file with the best candidate; else the file as it was before it last changed
--- in this session with the file as it is.
---@param buffer integer
---@param options {intent?: string, target?: string}
function M.diff(buffer, options)
  find(buffer, options, function(found, name)
    local unchanged
    for _, work in ipairs(found) do
      local file, candidate = readable(work.file), readable(work.candidate)
      if candidate then
        local was = file and vim.fn.readfile(file) or {}
        compare(candidate, was, file and 'verified/' .. vim.fs.basename(file) or 'nothing verified yet')
        return
      end
      local before = file and state.lines_before(file)
      if before and not vim.deep_equal(before, vim.fn.readfile(file)) then
        compare(file, before, 'before/' .. vim.fs.basename(file))
        return
      end
      unchanged = unchanged or file
    end
    if unchanged then
      say(('%s: nothing has changed in this session, and there is no failed candidate to compare with'):format(name))
    else
      nothing_yet(name, options.target)
    end
  end)
end

return M
