-- Neovim 0.11 and later: `vim.lsp.enable('intent_lsp')`. Change anything with `vim.lsp.config('intent_lsp', {…})`.
return require('intent.config').client()
