// What the SQL editor takes of CodeMirror. `npm run fix` makes `templates/pages/codemirror.js` of it.
export {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
} from '@codemirror/autocomplete';
export { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
export { PostgreSQL, SQLDialect, sql } from '@codemirror/lang-sql';
export { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
export { Compartment, Prec } from '@codemirror/state';
export { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
export { tags } from '@lezer/highlight';
