;;; scenario.el --- intent-lsp in a real Emacs, in batch mode -*- lexical-binding: t -*-

;; The README's configuration is evaluated as it stands; INTENT_README and INTENT_WORKSPACE say where things are.

(defun scenario-wait (what test)
  "Wait up to a minute until TEST answers non-nil and return that; WHAT is for the message."
  (let ((deadline (time-add nil 60)) found)
    (while (and (not (setq found (funcall test))) (time-less-p nil deadline))
      (accept-process-output nil 0.05))
    (or found (error "No %s; diagnostics: %S" what (scenario-diagnostics)))))

(defun scenario-diagnostics ()
  "The diagnostics of the buffer, as (LINE . TEXT)."
  (when (bound-and-true-p flymake-mode)
    (flymake-start)
    (mapcar (lambda (found)
              (cons (line-number-at-pos (flymake-diagnostic-beg found)) (flymake-diagnostic-text found)))
            (flymake-diagnostics))))

(defun scenario-replace (old new)
  "Replace OLD by NEW, as typing would."
  (goto-char (point-min))
  (search-forward old)
  (replace-match new t t)
  (eglot--signal-textDocument/didChange))

(defun scenario-titles ()
  "The titles of the code actions at point."
  (mapcar (lambda (action) (plist-get action :title))
          (append (eglot-code-actions (point) (point)) nil)))

(defun scenario-wait-for-rest ()
  "Wait until nothing is being transpiled: what is asked for meanwhile would join that run."
  (scenario-wait "rest"
                 (lambda ()
                   (eql 0 (plist-get (jsonrpc-request (eglot-current-server) :workspace/executeCommand
                                                      '(:command "intent.status" :arguments []))
                                     :running)))))

(with-temp-buffer
  (insert-file-contents (getenv "INTENT_README"))
  (goto-char (point-min))
  (search-forward "```elisp\n")
  (let ((start (point)))
    (search-forward "\n```")
    (eval-region start (match-beginning 0))))

(setq eglot-confirm-server-edits nil
      eglot-sync-connect 30
      make-backup-files nil)
(remove-hook 'intent-mode-hook #'eglot-ensure) ; it waits for the first command, and batch mode has none

(let ((default-directory (file-name-as-directory (getenv "INTENT_WORKSPACE"))))
  (find-file "scale.intent.md")
  (unless (eq major-mode 'intent-mode) (error "The mode is %s" major-mode))
  (apply #'eglot (eglot--guess-contact))

  (scenario-wait "broken example" (lambda () (assq 10 (scenario-diagnostics))))
  (scenario-replace "\"twenty\"" "20")
  (scenario-wait "repaired example" (lambda () (null (scenario-diagnostics))))
  (message "PASS diagnostic on line 10, gone after the fix")

  (save-buffer)
  (scenario-wait "generated files"
                 (lambda () (and (file-exists-p "src/js/auto/scale.js") (file-exists-p "src/py/auto/scale.py"))))
  (message "PASS both files written after saving")

  (scenario-wait-for-rest)
  (delete-file "src/js/auto/scale.js")
  (goto-char (point-min))
  (let* ((actions (append (eglot-code-actions (point) (point)) nil))
         (transpile (seq-find (lambda (action) (equal (plist-get action :title) "Transpile intention 'scale'")) actions)))
    (unless transpile (error "No action to transpile among %S" (mapcar (lambda (a) (plist-get a :title)) actions)))
    (eglot-execute (eglot-current-server) transpile))
  (scenario-wait "file made by the code action" (lambda () (file-exists-p "src/js/auto/scale.js")))
  (message "PASS code action \"Transpile intention\"")

  (scenario-wait-for-rest)
  (delete-file "src/py/auto/scale.py")
  (intent-transpile)
  (scenario-wait "file made by the command" (lambda () (file-exists-p "src/py/auto/scale.py")))
  (intent-cancel)
  (message "PASS intent-transpile, intent-cancel")

  (scenario-replace "(x: number)" "(x: nmber)")
  (scenario-wait "unknown type" (lambda () (assq 6 (scenario-diagnostics))))
  (search-backward "nmber")
  (let ((fix (seq-find (lambda (action) (string-prefix-p "Change to" (plist-get action :title)))
                       (append (eglot-code-actions (point) (1+ (point))) nil))))
    (unless fix (error "No quick fix among %S" (scenario-titles)))
    (eglot-execute (eglot-current-server) fix))
  (scenario-wait "fixed type" (lambda () (save-excursion (goto-char (point-min)) (search-forward "(x: number)" nil t))))
  (message "PASS quick fix")
  (eglot-shutdown (eglot-current-server))
  (message "PASS shutdown")

  (with-temp-file "names.py"
    (insert "def initials(name: str) -> str:\n    return \"\".join(w[0] for w in name.split())\n\n\n"
            "def home(n: int) -> str:\n    return open(str(n)).read()\n"))
  (find-file "names.py")
  (search-forward "return")
  (intent-adopt)
  (unless (string-suffix-p "/initials.intent.md" buffer-file-name) (error "No document but %s" buffer-file-name))
  (unless (save-excursion (search-forward "# name: initials" nil t)) (error "The document says %s" (buffer-string)))
  (find-file "names.py")
  (search-forward "open")
  (intent-adopt)
  (with-current-buffer "*intent*"
    (unless (string-match-p "home cannot be adopted" (buffer-string)) (error "It says %s" (buffer-string))))
  (message "PASS intent-adopt"))
;;; scenario.el ends here
