import * as cm from './codemirror.js';
import { duckdb } from './query-dialect.js';

const look = cm.EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--text)', fontSize: '0.875rem' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', maxHeight: '50vh', minHeight: '9rem' },
  '.cm-content': { caretColor: 'var(--text)', padding: '0.5rem 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--text-secondary)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'var(--primary-light)' },
  '&.cm-focused': { outline: 'none' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selection) !important',
  },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--primary-light)',
    outline: '1px solid var(--primary)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    borderColor: 'var(--border-control)',
  },
  // Short enough to be seen whole: what scrolls has to be reached by keys of its own.
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { maxHeight: 'none', fontFamily: 'var(--mono)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.2rem 0.5rem' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--primary)',
    color: 'var(--on-primary)',
  },
  '.cm-completionDetail': { opacity: 1, marginLeft: '0.75rem', fontStyle: 'normal', fontSize: '0.75rem' },
});

const { tags } = cm;
const colours = cm.HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--custom)', fontWeight: '600' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--link)' },
  { tag: tags.string, color: 'var(--success-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warning-text)' },
  { tag: tags.comment, color: 'var(--text-secondary)', fontStyle: 'italic' },
]);

const languageOf = (schema) => cm.sql({ dialect: duckdb, schema, upperCaseKeywords: true });

/**
 * Typing over a selection is done by the editor. Chromium, left to it, would keep the look of the old text by styles of
 * its own in the page, which the policy of the page refuses and reports.
 */
const typeOver = (event, view) => {
  const { from, to, empty } = view.state.selection.main;
  const isTyped = event.inputType === 'insertText' && event.data !== null;
  if (!isTyped || empty || view.composing || view.state.selection.ranges.length > 1) return false;
  const insert = () =>
    view.state.update({
      ...view.state.replaceSelection(event.data),
      userEvent: 'input.type',
      scrollIntoView: true,
    });
  const isTaken = view.state
    .facet(cm.EditorView.inputHandler)
    .some((handler) => handler(view, from, to, event.data, insert));
  if (!isTaken) view.dispatch(insert());
  return true;
};

/** Tab leaves the editor, as it does everywhere; only an open list takes it. */
const keysOf = (onRun) => {
  const run = (view) => {
    // What might be meant is of no use any more.
    cm.closeCompletion(view);
    onRun();
    return true;
  };
  const usual = cm.defaultKeymap.filter(({ key }) => key !== 'Mod-Enter');
  return [
    cm.Prec.highest(
      cm.keymap.of([
        { key: 'Mod-Enter', run },
        { key: 'Tab', run: cm.acceptCompletion },
      ]),
    ),
    cm.keymap.of([...cm.closeBracketsKeymap, ...cm.completionKeymap, ...cm.historyKeymap, ...usual]),
  ];
};

/** Puts the editor in the place of the text area, which goes on holding what is sent. */
export const openEditor = ({ area, nonce, onRun, onChange }) => {
  const place = document.createElement('div');
  place.className = 'editor';
  const language = new cm.Compartment();
  const view = new cm.EditorView({
    parent: place,
    doc: area.value,
    extensions: [
      cm.EditorView.cspNonce.of(nonce),
      cm.EditorView.contentAttributes.of({ 'aria-label': 'SQL', spellcheck: 'false' }),
      cm.EditorView.lineWrapping,
      ...[cm.lineNumbers(), cm.history(), cm.drawSelection(), cm.highlightActiveLine()],
      ...[
        cm.bracketMatching(),
        cm.closeBrackets(),
        cm.autocompletion({ icons: false, maxRenderedOptions: 12 }),
      ],
      cm.syntaxHighlighting(colours),
      look,
      ...keysOf(onRun),
      cm.EditorView.domEventHandlers({ beforeinput: typeOver }),
      language.of(languageOf({})),
      cm.EditorView.updateListener.of(({ docChanged, state }) => {
        if (!docChanged) return;
        area.value = state.doc.toString();
        onChange(area.value);
      }),
    ],
  });
  area.after(place);
  area.hidden = true;
  area.required = false;
  return handleOf(view, language);
};

const handleOf = (view, language) => ({
  /** The selection, or everything. */
  statement() {
    const { from, to } = view.state.selection.main;
    const chosen = view.state.sliceDoc(from, to).trim();
    return { sql: chosen || view.state.doc.toString(), from: chosen ? from : 0 };
  },
  text: () => view.state.doc.toString(),
  replace(sql) {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: sql }, selection: { anchor: 0 } });
    view.focus();
  },
  insert(text) {
    view.dispatch(view.state.replaceSelection(text));
    view.focus();
  },
  /** Puts the cursor on a line of what was run, counted from one. */
  goTo({ from, line, column }) {
    const { doc } = view.state;
    const first = doc.lineAt(Math.min(from, doc.length)).number;
    const target = doc.line(Math.min(first + line - 1, doc.lines));
    const anchor = Math.min(target.from + Math.max(column - 1, 0), target.to);
    view.dispatch({ selection: { anchor }, scrollIntoView: true });
    view.focus();
  },
  complete(schema) {
    view.dispatch({ effects: language.reconfigure(languageOf(schema)) });
  },
});
