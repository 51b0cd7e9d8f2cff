-- The code action "Adopt 'twice' as an intention": where it is offered, that no program runs before it is chosen, and what
-- choosing it does.
local S = require('scenario')
vim.opt.runtimepath:append(assert(vim.env.INTENT_PLUGIN))
vim.cmd.runtime('plugin/intent.lua')

local function write(name, lines)
  vim.fn.writefile(lines, S.path(name))
end

local function clients()
  return vim.lsp.get_clients({ name = 'intent_adopt', bufnr = 0 })
end

local function open(name)
  vim.cmd.edit(vim.fn.fnameescape(S.path(name)))
  S.wait('the client', function()
    return clients()[1] and clients()[1].initialized
  end)
end

--- The titles of the actions on a line, counted from 1.
local function offered(number, only)
  local at = { line = number - 1, character = 0 }
  local answers = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', {
    textDocument = { uri = vim.uri_from_bufnr(0) },
    range = { start = at, ['end'] = at },
    context = { diagnostics = {}, only = only },
  }, 10000)
  local titles = {}
  for _, answer in pairs(assert(answers)) do
    S.equal(answer.error, nil)
    for _, action in ipairs(answer.result) do
      table.insert(titles, action.title)
    end
  end
  return titles
end

local function programs()
  return vim.api.nvim_get_proc_children(vim.fn.getpid())
end

--- Choose the action on a line, as its key does; wait for the document, and answer its text.
local function adopt(number, document)
  vim.api.nvim_win_set_cursor(0, { number, 0 })
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.kind == 'refactor.adopt'
    end,
  })
  S.wait('the program', function()
    return #programs() == 1
  end)
  S.wait('the document in its window', function()
    return vim.fs.normalize(vim.api.nvim_buf_get_name(0)) == vim.fs.normalize(S.path(document))
  end)
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
end

local told = {}
vim.api.nvim_create_autocmd('LspProgress', {
  callback = function(event)
    local value = event.data.params.value
    table.insert(told, ('%s %s: %s'):format(value.kind, value.title, value.message or '…'))
  end,
})

write('prices.py', {
  'LIMIT = 3',
  '',
  'def twice(x: int) -> int:',
  '    """Twice the number.',
  '',
  '    >>> twice(21)',
  '    42',
  '    """',
  '    return 2 * x',
  '',
  'class Till:',
  '    def open(self) -> bool:',
  '        return True',
})
open('prices.py')
S.equal(offered(3), { "Adopt 'twice' as an intention" })
S.equal(offered(3, { 'refactor' }), { "Adopt 'twice' as an intention" })
S.equal(offered(3, { 'quickfix', 'refactor.adopt' }), { "Adopt 'twice' as an intention" })
for _, only in ipairs({ 'quickfix', 'refactor.rewrite', 'refactor.adopted', 'source' }) do
  S.equal(offered(3, { only }), {})
end
for _, number in ipairs({ 1, 2, 4, 9, 10, 11, 12, 13, 99 }) do
  S.equal(offered(number), {})
end
S.equal(programs(), {})

S.has(adopt(3, 'twice.intent.md'), '- twice(21) -> 42\n')
S.equal(told, { "begin Adopting 'twice': …", "end Adopting 'twice': done" })
S.equal(#programs(), 0)

-- What cannot be adopted, by its name only: the answer comes in any case.
write('files.py', { 'def load(name):', '    return open(name).read()' })
open('files.py')
told = {}
vim.lsp.buf.code_action({ apply = true })
S.message('files.py:2: opens a file')
S.equal(told, { "begin Adopting 'load': …", "end Adopting 'load': not adopted" })

-- A buffer that cannot be written is not adopted as it was.
vim.bo.modified = true
vim.bo.readonly = true
told = {}
vim.lsp.buf.code_action({ apply = true })
S.message('readonly')
S.equal(told, { "begin Adopting 'load': …", "end Adopting 'load': not adopted" })
vim.cmd('edit!')

write('shapes.js', {
  'export const LIMIT = 3;',
  'const area = (1 + 2) * 3;',
  'export function square(x) {',
  '  return x * x;',
  '}',
  'export const cube = (x) => x * x * x;',
  'const plain = x => x;',
  'module.exports.half = async function (x) {',
  'exports.shapes = require("./shapes");',
})
open('shapes.js')
S.equal(#vim.lsp.get_clients({ name = 'intent_adopt' }), 1)
S.equal(vim.iter(vim.fn.range(1, 9)):map(offered):flatten():totable(), {
  "Adopt 'square' as an intention",
  "Adopt 'cube' as an intention",
  "Adopt 'plain' as an intention",
  "Adopt 'half' as an intention",
})
vim.api.nvim_buf_set_lines(0, 7, 9, true, {})
S.has(adopt(3, 'square.intent.md'), '# target: js\n')
S.has(S.read('square.intent.md'), '- square(')
S.equal(#vim.fn.readfile(S.path('shapes.js')), 7)

write('typed.ts', {
  'const names: string[] = [];',
  'export const first = <T>(all: T[]): T => all[0];',
  'const sum: (x: number, y: number) => number = (x, y) => x + y;',
  'export async function later(',
})
open('typed.ts')
S.equal(vim.iter(vim.fn.range(1, 4)):map(offered):flatten():totable(), {
  "Adopt 'first' as an intention",
  "Adopt 'sum' as an intention",
  "Adopt 'later' as an intention",
})

-- What is no file written by hand has no server at all.
local function stays_alone()
  vim.wait(200)
  S.equal(clients(), {})
end
write('made.py', { '# Generated by intent-lsp from made.intent.md', 'def made(x):', '    return x' })
vim.cmd.edit(vim.fn.fnameescape(S.path('made.py')))
stays_alone()
vim.cmd.enew()
vim.bo.filetype = 'python'
stays_alone()
vim.cmd.edit('elsewhere://host/prices.py')
vim.bo.filetype = 'python'
stays_alone()
vim.cmd.enew()
vim.bo.buftype = 'nofile'
vim.cmd.file('scratch.py')
vim.bo.filetype = 'python'
stays_alone()

-- A file that becomes generated code, or a name that does not.
open('prices.py')
vim.api.nvim_buf_set_lines(0, 0, 1, true, { '# Generated by intent-lsp from twice.intent.md' })
S.equal(offered(3), {})
vim.cmd('edit!')
S.equal(offered(3), { "Adopt 'twice' as an intention" })

vim.g.intent = { adoption = false }
S.equal(offered(3), {})
write('late.py', { 'def late(x):', '    return x' })
vim.cmd.edit(vim.fn.fnameescape(S.path('late.py')))
stays_alone()
vim.g.intent = nil
vim.cmd.edit()
S.wait('the client', function()
  return clients()[1] ~= nil
end)
