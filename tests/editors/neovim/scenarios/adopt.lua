-- `:IntentAdopt` makes a document from the function at the cursor, and opens it; what it refuses is told by line.
vim.opt.runtimepath:append(assert(vim.env.INTENT_PLUGIN))
vim.cmd.runtime('plugin/intent.lua')
local folder = assert(vim.env.INTENT_WORKSPACE)
local told = {}
vim.notify = function(text)
  table.insert(told, text)
end

local function until_told(count)
  assert(vim.wait(120000, function()
    return #told >= count
  end), vim.inspect(told))
  return told[count]
end

local file = vim.fs.joinpath(folder, 'prices.py')
vim.fn.writefile({
  'def twice(x: int) -> int:',
  '    """Twice the number."""',
  '    return 2 * x',
  '',
  'def load(name: str) -> str:',
  '    return open(name).read()',
  '',
  'LIMIT = 3',
}, file)
vim.cmd.edit(vim.fn.fnameescape(file))

vim.api.nvim_win_set_cursor(0, { 3, 0 })
vim.cmd.IntentAdopt()
local text = until_told(1)
assert(text:find('4 examples', 1, true), text)
local document = vim.fs.joinpath(folder, 'twice.intent.md')
assert(vim.wait(5000, function()
  return vim.fs.normalize(vim.api.nvim_buf_get_name(0)) == vim.fs.normalize(document)
end), vim.api.nvim_buf_get_name(0))
assert(vim.api.nvim_buf_get_lines(0, 0, 1, true)[1] == '# name: twice')

vim.cmd.buffer(vim.fn.bufnr(file))
vim.cmd.IntentAdopt('load')
text = until_told(2)
assert(text:find('prices.py:6: opens a file', 1, true), text)
assert(not vim.uv.fs_stat(vim.fs.joinpath(folder, 'load.intent.md')))

vim.api.nvim_win_set_cursor(0, { 8, 0 })
vim.cmd.IntentAdopt()
assert(until_told(3):find('place the cursor in a function', 1, true), told[3])
