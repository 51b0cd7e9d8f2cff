"""What the client can do, resolved once into flags. Reads the raw JSON: unknown values never stop a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intent_lsp.lsp.wire.raw_capabilities import (
    choose_encoding,
    list_at,
    prepares_renames,
    speaks_code_action_literals,
    value_at,
)
from intent_lsp.text.positions import Encoding


@dataclass(frozen=True, slots=True)
class ClientFlags:
    """Every question the server asks about its client."""

    encoding: Encoding = "utf-16"
    work_done_progress: bool = False
    configuration: bool = False
    workspace_folders: bool = False
    watched_files: bool = False
    did_change_configuration: bool = False
    """Whether ``workspace/didChangeConfiguration`` can be registered for."""
    apply_edit: bool = False
    document_changes: bool = False
    edit_metadata: bool = False
    """Whether an edit may be called a refactoring (LSP 3.18), which lets the editor save what it changed."""
    dynamic_sync: bool = False
    """Whether more documents can be asked for later (``client/registerCapability`` of ``textDocument/did*``)."""
    dynamic_code_lens: bool = False
    dynamic_code_action: bool = False
    dynamic_definition: bool = False
    code_action_literals: bool = False
    code_action_disabled: bool = False
    code_action_data: bool = False
    """Whether code actions keep ``data`` and resolve their edit later."""
    code_action_preferred: bool = False
    code_lens_refresh: bool = False
    inlay_hint_refresh: bool = False
    semantic_tokens_refresh: bool = False
    diagnostic_version: bool = False
    diagnostic_related: bool = False
    diagnostic_tags: bool = False
    diagnostic_code_description: bool = False
    diagnostic_data: bool = False
    hierarchical_symbols: bool = False
    snippets: bool = False
    markdown_hover: bool = False
    markdown_completion: bool = False
    definition_link: bool = False
    rename_prepare: bool = False
    show_document: bool = False
    line_folding_only: bool = False
    format_examples: bool = False
    """The user opted in to formatting (``intent.formatExamples``); not the client's to say, but announced with it."""
    shows_differences: bool = False
    """The client shows what ``intent.diff`` answers (``experimental.intentDiff``)."""
    debugs: bool = False
    """The client starts a debugger with what ``intent.debug`` answers (``experimental.intentDebug``)."""
    state_notification: bool = False
    """The client asked for ``intent/state`` (``experimental.intentState``)."""


def client_flags(capabilities: object) -> ClientFlags:
    """Resolve the raw ``capabilities`` of ``initialize``; whatever is missing or odd counts as not supported."""

    def on(path: str) -> bool:
        return value_at(capabilities, path) is True

    text, work = "textDocument.", "workspace."
    return ClientFlags(
        encoding=choose_encoding(capabilities),
        work_done_progress=on("window.workDoneProgress"),
        configuration=on(work + "configuration"),
        workspace_folders=on(work + "workspaceFolders"),
        watched_files=on(work + "didChangeWatchedFiles.dynamicRegistration"),
        did_change_configuration=on(work + "didChangeConfiguration.dynamicRegistration"),
        apply_edit=on(work + "applyEdit"),
        document_changes=on(work + "workspaceEdit.documentChanges"),
        edit_metadata=on(work + "workspaceEdit.metadataSupport"),
        dynamic_sync=on(text + "synchronization.dynamicRegistration"),
        dynamic_code_lens=on(text + "codeLens.dynamicRegistration"),
        dynamic_code_action=on(text + "codeAction.dynamicRegistration"),
        dynamic_definition=on(text + "definition.dynamicRegistration"),
        code_action_literals=speaks_code_action_literals(capabilities),
        code_action_disabled=on(text + "codeAction.disabledSupport"),
        code_action_data=on(text + "codeAction.dataSupport")
        and "edit" in list_at(capabilities, text + "codeAction.resolveSupport.properties"),
        code_action_preferred=on(text + "codeAction.isPreferredSupport"),
        code_lens_refresh=on(work + "codeLens.refreshSupport"),
        inlay_hint_refresh=on(work + "inlayHint.refreshSupport"),
        semantic_tokens_refresh=on(work + "semanticTokens.refreshSupport"),
        diagnostic_version=on(text + "publishDiagnostics.versionSupport"),
        diagnostic_related=on(text + "publishDiagnostics.relatedInformation"),
        diagnostic_tags=isinstance(value_at(capabilities, text + "publishDiagnostics.tagSupport"), Mapping),
        diagnostic_code_description=on(text + "publishDiagnostics.codeDescriptionSupport"),
        diagnostic_data=on(text + "publishDiagnostics.dataSupport"),
        hierarchical_symbols=on(text + "documentSymbol.hierarchicalDocumentSymbolSupport"),
        snippets=on(text + "completion.completionItem.snippetSupport"),
        markdown_hover="markdown" in list_at(capabilities, text + "hover.contentFormat"),
        markdown_completion="markdown" in list_at(capabilities, text + "completion.completionItem.documentationFormat"),
        definition_link=on(text + "definition.linkSupport"),
        rename_prepare=prepares_renames(capabilities),
        show_document=on("window.showDocument.support"),
        line_folding_only=on(text + "foldingRange.lineFoldingOnly"),
        shows_differences=on("experimental.intentDiff"),
        debugs=on("experimental.intentDebug"),
        state_notification=on("experimental.intentState"),
    )
