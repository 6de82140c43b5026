import { packageRefused } from './errors.ts';

const longestPath = 240;
const longestSegment = 120;
const devices = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)/i;
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\uFFFD]/u;

/** Why a path below a package is refused; `undefined` for one that means the same file on every system. */
export const nameFault = (path: string): string | undefined => {
  if (path === '') return 'has no name';
  if (path.startsWith('/')) return 'is an absolute path';
  if (Buffer.byteLength(path) > longestPath) return `is longer than ${longestPath} bytes`;
  for (const segment of path.split('/')) {
    const fault = segmentFault(segment);
    if (fault !== undefined) return fault;
  }
  return undefined;
};

const segmentFault = (segment: string): string | undefined => {
  if (segment === '..') return 'leads out of its folder with ".."';
  return rules.find(({ isBroken }) => isBroken(segment))?.fault;
};

const rules: readonly { readonly isBroken: (segment: string) => boolean; readonly fault: string }[] = [
  { isBroken: (name) => name === '' || name === '.', fault: 'has an empty part in its path' },
  { isBroken: (name) => invisible.test(name), fault: 'has characters in its name that nobody sees' },
  { isBroken: (name) => name.includes('\\'), fault: 'has a backslash in its name' },
  { isBroken: (name) => /[<>:"|?*]/.test(name), fault: 'has a name that is a drive, a stream or a pattern' },
  { isBroken: (name) => /[. ]$/.test(name), fault: 'has a name that ends in a dot or a blank' },
  { isBroken: (name) => devices.test(name), fault: 'has the name of a device of Windows' },
  // As case-blind systems, short names (git~1) and a Mac that drops what it ignores see `.git`.
  {
    isBroken: (name) => /^(\.git|git~\d+)$/i.test(name.normalize('NFKC')),
    fault: 'has the name of a repository inside',
  },
  {
    isBroken: (name) => Buffer.byteLength(name) > longestSegment,
    fault: `has a part longer than ${longestSegment} bytes`,
  },
];

const next = 'Rename it in the package, then publish a new version.';

/** The names of one package: each is safe, and no two become one file where case or form of letters do not count. */
export class FileNames {
  readonly #files = new Map<string, string>();
  readonly #folders = new Map<string, string>();

  /** Takes a path in; throws when it may not be there. */
  add(path: string): void {
    const fault = nameFault(path);
    if (fault !== undefined) throw packageRefused({ thing: shown(path), rule: fault, next });
    const twin = this.#files.get(folded(path)) ?? this.#folders.get(folded(path));
    if (twin !== undefined) throw packageRefused({ thing: shown(path), rule: twinRule(path, twin), next });
    this.#files.set(folded(path), path);
    for (const folder of foldersOf(path)) this.#addFolder(folder);
  }

  #addFolder(folder: string): void {
    const file = this.#files.get(folded(folder));
    const known = this.#folders.get(folded(folder));
    const twin = file ?? (known === folder ? undefined : known);
    if (twin !== undefined)
      throw packageRefused({ thing: shown(folder), rule: twinRule(folder, twin), next });
    this.#folders.set(folded(folder), folder);
  }
}

/** A name as it may stand in an error: short, and with what cannot be seen written out. */
export const shown = (path: string): string =>
  path
    .slice(0, longestPath)
    .replaceAll(/[^\P{C}]|\p{Zl}|\p{Zp}/gu, (unseen) => `\\u{${(unseen.codePointAt(0) ?? 0).toString(16)}}`);

const twinRule = (path: string, twin: string): string =>
  path === twin
    ? 'is there twice'
    : `is the same file as "${shown(twin)}" where case or the form of letters does not count`;

/** Equal for names that are one file where neither case nor the form of letters counts. */
// Upper case first: `ß` and `SS`, the long `ſ` and `s` are one name there.
export const folded = (path: string): string =>
  path.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFC');

const foldersOf = (path: string): readonly string[] =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, index, parts) => parts.slice(0, index + 1).join('/'));
