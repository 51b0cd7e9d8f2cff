-- What the plugin tells the user: one line, so that Neovim never asks for Enter.
local M = {}

--- As much of a text as stands on one line behind `before`.
---@param text string
---@param before? string
---@return string
function M.fitting(text, before)
  local room = vim.o.columns - 14 - vim.fn.strdisplaywidth(before or '') -- beside 'showcmd' and the ruler
  if vim.fn.strdisplaywidth(text) <= room then
    return text
  end
  return vim.fn.strcharpart(text, 0, math.max(room - 1, 1)) .. '…'
end

--- Whether messages are shown by Neovim itself, on its last line, and not by a plugin with room for more: Neovim's own
--- function is the one that comes from its runtime, or (0.12) from no file at all.
local function on_last_line()
  local source = debug.getinfo(vim.notify, 'S').source
  return source == '?' or source:find('vim/_', 1, true) ~= nil
end

--- Tell the user.
---@param text string
---@param level? integer
function M.say(text, level)
  text = 'intent: ' .. vim.trim((text:gsub('%s*\n%s*', ' ')))
  level = level or vim.log.levels.INFO
  if not on_last_line() then
    vim.notify(text, level)
    return
  end
  -- Later, and on a screen drawn anew: behind a command longer than a line, any message would be one line too many.
  vim.schedule(function()
    vim.cmd.redraw()
    vim.notify(M.fitting(text), level)
  end)
end

return M
