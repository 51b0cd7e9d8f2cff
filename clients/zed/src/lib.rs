//! Tells Zed how to start `intent lsp`, and passes the user's settings on.

use zed_extension_api::{self as zed, serde_json::Value, settings::LspSettings, LanguageServerId, Result, Worktree};

struct Intent;

impl zed::Extension for Intent {
    fn new() -> Self {
        Intent
    }

    /// `lsp.intent-lsp.binary` of the user's settings, else `intent` on the PATH.
    fn language_server_command(&mut self, id: &LanguageServerId, worktree: &Worktree) -> Result<zed::Command> {
        let binary = LspSettings::for_worktree(id.as_ref(), worktree)
            .ok()
            .and_then(|settings| settings.binary);
        let (path, arguments, variables) =
            binary.map_or((None, None, None), |binary| (binary.path, binary.arguments, binary.env));
        let command = path.or_else(|| worktree.which("intent")).ok_or_else(|| {
            "`intent` is not on the PATH: install it with `pipx install intent-lsp`, or set lsp.intent-lsp.binary.path"
                .to_string()
        })?;
        // Of two values for a variable the later one counts: the user's.
        let mut env = worktree.shell_env();
        env.extend(variables.unwrap_or_default());
        Ok(zed::Command {
            command,
            args: arguments.unwrap_or_else(|| vec!["lsp".to_string()]),
            env,
        })
    }

    fn language_server_initialization_options(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        Ok(LspSettings::for_worktree(id.as_ref(), worktree)?.initialization_options)
    }

    fn language_server_workspace_configuration(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        Ok(LspSettings::for_worktree(id.as_ref(), worktree)?.settings)
    }
}

zed::register_extension!(Intent);
