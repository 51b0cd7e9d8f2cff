-- Highlighting: the right groups at the right places, kept up while typing, on top of Markdown's own.
local S = require('scenario')
vim.opt.runtimepath:append(assert(vim.env.INTENT_PLUGIN))
vim.cmd.runtime('plugin/intent.lua')
vim.cmd.edit(vim.fn.fnameescape(S.path('colours.intent.md')))
local namespace = require('intent.highlight').namespace

local function groups(row)
  local found = {}
  local marks = vim.api.nvim_buf_get_extmarks(0, namespace, { row, 0 }, { row, -1 }, { details = true })
  for _, mark in ipairs(marks) do
    local last = mark[4].end_row == row and mark[4].end_col or -1
    if last > mark[3] then -- else it waits to be painted anew
      local text = vim.api.nvim_buf_get_text(0, row, mark[3], row, last, {})[1]
      table.insert(found, mark[4].hl_group:gsub('^Intent', '') .. ' ' .. text)
    end
  end
  return table.concat(found, ' | ')
end

local function line_of(text)
  for row, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    if line:find(text, 1, true) then
      return row - 1
    end
  end
  error(text .. ' is not in the buffer')
end

S.equal(groups(line_of('# name:')), 'Directive name: | Name vector')
S.equal(groups(line_of('## **Target**')), 'Directive **Target**: | Constant js | Constant py')
S.equal(groups(line_of('(x: number')), table.concat({
  'Parameter x', 'Type number', 'Parameter mode', 'Type Mode', 'Parameter rest', 'Type number', 'Operator ->', 'Parameter ok',
  'Type boolean',
}, ' | '))
S.equal(groups(line_of('Mode =')), 'Type Mode | String "fast" | Constant true')
S.equal(groups(line_of('- in: {')), table.concat({
  'Keyword in:', 'Key "x"', 'Number -3', 'Key mode', "String 'fa,st'", 'Keyword out:', 'Key ok', 'Constant true',
}, ' | '))
S.equal(groups(line_of('- `vector(5)`')), 'Number 5 | Operator → | Constant null')
S.equal(groups(line_of('error: "empty"')), 'Keyword in: | Key s | String "" | Keyword error: | String "empty"')
S.equal(groups(line_of("It's prose")), '')
S.equal(groups(line_of('# name: not_a_heading')), '')
S.equal(groups(line_of('## A plain heading')), '')
S.equal(groups(line_of('in: {"plain"')), '')

local document = require('intent.document')
local names = vim.tbl_map(function(intent)
  return intent.name
end, document.intents(0))
S.equal(names, { 'vector', 'second' })
S.equal(document.intent_at(0, line_of('## A plain heading')), 'vector')
S.equal(document.intent_at(0, vim.api.nvim_buf_line_count(0) - 1), 'second')

S.replace('# name: second', '# name: renamed')
S.wait('new colours', function()
  return groups(line_of('# name: renamed')) == 'Directive name: | Name renamed'
end)

-- Markdown is still Markdown.
S.equal(vim.bo.filetype, 'markdown')
if S.new then
  S.equal(vim.treesitter.highlighter.active[vim.api.nvim_get_current_buf()] ~= nil, true)
  vim.treesitter.get_parser(0):parse(true)
  local inspected = vim.inspect_pos(0, line_of('# name: renamed'), 10)
  S.equal(#inspected.extmarks > 0 and #inspected.treesitter > 0, true)
end
vim.cmd.colorscheme('habamax')
S.equal(vim.api.nvim_get_hl(0, { name = 'IntentDirective' }).link, 'Statement')
