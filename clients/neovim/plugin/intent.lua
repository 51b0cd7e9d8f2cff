-- Makes buffers of `*.intent.md` feel at home. The language server itself is started by `vim.lsp.enable('intent_lsp')`.
if vim.g.loaded_intent then
  return
end
vim.g.loaded_intent = true

if vim.fn.has('nvim-0.10') == 0 then
  vim.notify('intent: Neovim 0.10 or later is needed', vim.log.levels.WARN)
  return
end

local group = vim.api.nvim_create_augroup('intent', { clear = true })

local function prepare(buffer)
  if vim.bo[buffer].buftype ~= '' or not require('intent.config').is_document(vim.api.nvim_buf_get_name(buffer)) then
    return
  end
  require('intent.commands').define(buffer)
  require('intent.features').opened(buffer)
  if require('intent.config').option('highlight') then
    require('intent.highlight').define_groups()
    require('intent.highlight').attach(buffer)
  end
end

local languages = { python = true, javascript = true, typescript = true }

local function offer_adoption(buffer)
  if languages[vim.bo[buffer].filetype] then
    require('intent.adopt_action').attach(buffer)
  end
end

vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufNewFile', 'BufFilePost' }, {
  group = group,
  pattern = '*.[iI][nN][tT][eE][nN][tT].[mM][dD]',
  desc = 'intent: commands and highlighting of a document',
  callback = function(event)
    prepare(event.buf)
  end,
})

vim.api.nvim_create_user_command('IntentAdopt', function(call)
  require('intent.adopt').run(vim.api.nvim_get_current_buf(), call.fargs[1])
end, { nargs = '?', desc = 'Make an intent document from the function at the cursor' })

vim.api.nvim_create_autocmd({ 'FileType', 'BufFilePost' }, {
  group = group,
  desc = 'intent: the code action that makes a document from a function',
  callback = function(event)
    offer_adoption(event.buf)
  end,
})

vim.api.nvim_create_autocmd('ColorScheme', {
  group = group,
  desc = 'intent: link highlight groups again',
  callback = function()
    require('intent.highlight').define_groups()
  end,
})

vim.api.nvim_create_autocmd('LspAttach', {
  group = group,
  desc = 'intent: code lenses and inlay hints',
  callback = function(event)
    require('intent.features').attached(event.data.client_id, event.buf)
  end,
})

vim.api.nvim_create_autocmd('LspProgress', {
  group = group,
  desc = 'intent: show what is being done',
  callback = function(event)
    require('intent.features').progress(event.data)
  end,
})

-- A plugin manager may have loaded this file after the first document.
for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
  if vim.api.nvim_buf_is_loaded(buffer) then
    prepare(buffer)
    offer_adoption(buffer)
  end
end
