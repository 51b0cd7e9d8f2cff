-- `:help :IntentTranspile` works right after the folder is on the runtime path, and the tags are those of the text.
local plugin = assert(vim.env.INTENT_PLUGIN)
vim.opt.runtimepath:append(plugin)
for _, topic in ipairs({ ':IntentTranspile', ':IntentDiff', 'intent-0.10', 'intent.statusline()', 'g:intent' }) do
  vim.cmd.help(topic)
  assert(vim.endswith(vim.api.nvim_buf_get_name(0), 'doc/intent.txt'), topic)
end
for _, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
  for topic in line:gmatch('|([^|%s]+)|') do
    local ok, problem = pcall(vim.cmd.help, topic)
    assert(ok, ('|%s|: %s'):format(topic, problem))
  end
end

local copy = vim.fs.joinpath(assert(vim.env.INTENT_WORKSPACE), 'doc')
vim.fn.mkdir(copy)
vim.fn.writefile(vim.fn.readfile(plugin .. '/doc/intent.txt'), copy .. '/intent.txt')
vim.cmd.helptags(vim.fn.fnameescape(copy))
assert(vim.deep_equal(vim.fn.readfile(plugin .. '/doc/tags'), vim.fn.readfile(copy .. '/tags')),
  'doc/tags is old: run :helptags clients/neovim/doc')
