//! Tells Zed how to start `intent lsp`, and passes the user's settings on.
//!
//! Two things Zed does by itself, so they are not here: a program named by `lsp.intent-lsp.binary.path` is started as
//! the settings say, without asking the extension, and `initialization_options` are sent as they are.

use zed_extension_api::{
    self as zed, serde_json::Value, settings::LspSettings, LanguageServerId, Result, Worktree,
};

/// Where the server is looked for, in this order. A name with a folder in it is relative to the workspace, the last one
/// is looked for on the PATH. Zed asks for none of them before the user trusts the workspace.
const PROGRAMS: [&str; 3] = [".venv/bin/intent", ".venv/Scripts/intent.exe", "intent"];

const MISSING: &str =
    "intent-lsp is not installed: there is no `intent` in the workspace's .venv, and none on the PATH. Install it with \
     `pipx install intent_lsp-0.1.0-py3-none-any.whl`, or name the program in Zed's settings: \
     \"lsp\": { \"intent-lsp\": { \"binary\": { \"path\": \"/path/to/intent\", \"arguments\": [\"lsp\"] } } }. \
     Then run `editor: restart language server`.";

struct Intent;

impl zed::Extension for Intent {
    fn new() -> Self {
        Intent
    }

    fn language_server_command(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<zed::Command> {
        let (arguments, variables) = LspSettings::for_worktree(id.as_ref(), worktree)?
            .binary
            .map_or((None, None), |binary| (binary.arguments, binary.env));
        // Of two values for a variable the later one counts: the user's.
        let mut env = worktree.shell_env();
        env.extend(variables.unwrap_or_default());
        Ok(zed::Command {
            command: find(|name| worktree.which(name))?,
            args: arguments.unwrap_or_else(|| vec!["lsp".to_string()]),
            env,
        })
    }

    fn language_server_workspace_configuration(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        Ok(LspSettings::for_worktree(id.as_ref(), worktree)?.settings)
    }
}

/// The first of [`PROGRAMS`] that is there; the error is for the user.
fn find(which: impl Fn(&str) -> Option<String>) -> Result<String> {
    PROGRAMS
        .iter()
        .find_map(|name| which(name))
        .ok_or_else(|| MISSING.to_string())
}

zed::register_extension!(Intent);

#[cfg(test)]
mod tests {
    use super::{find, MISSING};

    /// A machine where the named programs are found, as Zed's `which` answers.
    fn machine<'a>(programs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |asked| {
            let found = programs.iter().find(|(name, _)| *name == asked);
            found.map(|(_, path)| path.to_string())
        }
    }

    #[test]
    fn the_workspace_s_own_server_goes_before_the_one_on_the_path() {
        let both = [
            ("intent", "/usr/bin/intent"),
            (".venv/bin/intent", "/project/.venv/bin/intent"),
        ];
        assert_eq!(
            find(machine(&both)).as_deref(),
            Ok("/project/.venv/bin/intent")
        );
        assert_eq!(find(machine(&both[..1])).as_deref(), Ok("/usr/bin/intent"));
    }

    #[test]
    fn on_windows_programs_lie_in_another_folder() {
        let path = r"C:\project\.venv\Scripts\intent.exe";
        let found = find(machine(&[(".venv/Scripts/intent.exe", path)]));
        assert_eq!(found.as_deref(), Ok(path));
    }

    #[test]
    fn what_to_do_when_nothing_is_there() {
        assert_eq!(find(machine(&[])).as_deref(), Err(&MISSING.to_string()));
        for part in [
            "pipx install intent_lsp-0.1.0-py3-none-any.whl",
            "\"arguments\": [\"lsp\"]",
            "restart language server",
        ] {
            assert!(MISSING.contains(part), "{part}");
        }
    }
}
