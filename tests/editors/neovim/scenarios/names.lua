-- A document is known by its name in any case; what macOS leaves beside it is not one.
local S = require('scenario')
S.start()

vim.fn.writefile(vim.fn.readfile(S.path('vector.intent.md')), S.path('Vector.Intent.md'))
vim.fn.writefile({ 'nothing' }, S.path('._vector.intent.md'))
S.open('Vector.Intent.md')
S.replace('mag: number', 'mag: nmber')
S.wait('the unknown type', function()
  return vim.tbl_contains(S.diagnostics(), '6:unknown-type')
end)

local config = require('intent.config')
S.equal(config.is_document(S.path('._vector.intent.md')), false)
S.equal(config.is_document(S.path('notes.md')), false)
