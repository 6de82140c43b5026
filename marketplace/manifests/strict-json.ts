import { manifestUnreadable } from '../errors.ts';

/** Bytes a manifest may have. */
export const mostManifestBytes = 1024 * 1024;
const deepest = 32;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads JSON of strangers: two readers of what passes here see the same. `thing` is named in errors. */
export const strictJson = (bytes: Uint8Array, thing: string): unknown => {
  const refuse = (rule: string) => manifestUnreadable({ thing, rule });
  if (bytes.length > mostManifestBytes) throw refuse(`is larger than ${mostManifestBytes} bytes`);
  const text = decoded(bytes);
  if (text === undefined) throw refuse('is not UTF-8');
  if (text.startsWith('\uFEFF')) throw refuse('starts with a byte order mark');
  const value = parsed(text);
  if (value === undefined) throw refuse('is not JSON');
  const fault = structureFault(text);
  if (fault !== undefined) throw refuse(fault);
  return value;
};

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const token = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/g;

/** What is wrong with a text that is JSON: too deep, a key twice, a key that means the prototype. */
const structureFault = (text: string): string | undefined => {
  const open: Set<string>[] = [];
  for (const [found, colon] of text.matchAll(token)) {
    if (colon === undefined) nest(found, open);
    const fault = colon === undefined ? undefined : keyFault(found.slice(0, -colon.length), open.at(-1));
    if (fault !== undefined) return fault;
    if (open.length > deepest) return `is nested deeper than ${deepest}`;
  }
  return undefined;
};

const nest = (found: string, open: Set<string>[]): void => {
  if (found === '{' || found === '[') open.push(new Set());
  if (found === '}' || found === ']') open.pop();
};

// Two spellings of one key, with and without escapes, are one key.
const keyFault = (written: string, known: Set<string> | undefined): string | undefined => {
  const key = String(JSON.parse(written));
  if (key === '__proto__') return 'has a key "__proto__"';
  if (known?.has(key)) return `has the key ${JSON.stringify(key.slice(0, 100))} twice in one object`;
  known?.add(key);
  return undefined;
};
