-- Neovim as a client of the language server: opens a file, asks, and prints the answers as one line of JSON.
local server, file = vim.env.BASK_SERVER, vim.env.BASK_FILE
vim.cmd("edit " .. vim.fn.fnameescape(file))
local buffer = vim.api.nvim_get_current_buf()
local told = {}
local id = vim.lsp.start_client({
  name = "bask",
  cmd = { vim.env.BASK_NODE, server, "--stdio" },
  root_dir = vim.fn.fnamemodify(file, ":h"),
  handlers = { ["textDocument/publishDiagnostics"] = function(_, result) told = result.diagnostics end },
})
vim.lsp.buf_attach_client(buffer, id)
local ready = vim.wait(20000, function() return #vim.lsp.buf_get_clients(buffer) > 0 and vim.lsp.get_client_by_id(id).initialized end, 20)
local document = { uri = vim.uri_from_bufnr(buffer) }
local function ask(method, params)
  params.textDocument = document
  local answers = vim.lsp.buf_request_sync(buffer, method, params, 20000)
  return answers and answers[id] and answers[id].result or vim.NIL
end
local at = { line = 2, character = 7 }
local answers = {
  ready = ready,
  hover = ask("textDocument/hover", { position = at }),
  symbols = ask("textDocument/documentSymbol", {}),
  folds = ask("textDocument/foldingRange", {}),
  column = ask("textDocument/definition", { position = { line = 6, character = 28 } }),
  completion = ask("textDocument/completion", { position = { line = 6, character = 27 } }),
}
vim.wait(5000, function() return #told > 0 end, 20)
answers.diagnostics = told
-- An edit reaches the server as Neovim sends it.
vim.api.nvim_buf_set_lines(buffer, 2, 3, false, { "const x = da.ones([10, 10], { chunks: [5, 5] });" })
answers.after = ask("textDocument/completion", { position = { line = 6, character = 27 } }) and ask("textDocument/hover", { position = at })
io.stdout:write("\nANSWERS " .. vim.fn.json_encode(answers) .. "\n")
vim.lsp.stop_client(id)
vim.cmd("qa!")
