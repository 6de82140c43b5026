import { sourceInvalid, sourceUnsupported } from '../errors.ts';
import { packageFolder } from '../fetch/git-package.ts';
import { commitId, referenceName } from '../mirror/git-references.ts';
import { type Reach, webAddress } from '../web-address.ts';
import { isRecord } from './plugin-fields.ts';

/** Where the content of an entry lies, as far as the manifest says it. */
export type EntrySource =
  | { readonly form: 'relative'; readonly path: string }
  | {
      readonly form: 'github' | 'url' | 'git-subdir';
      readonly url: string;
      /** Folder of the plugin in that repository; `''` is the whole. */
      readonly path: string;
      readonly ref?: string | undefined;
      /** Wins over `ref`. */
      readonly sha?: string | undefined;
    }
  | { readonly form: 'archive'; readonly url: string; readonly integrity?: string | undefined };

/** What a source is read with. */
export interface SourceTerms {
  /** `metadata.pluginRoot`, for bare names. */
  readonly pluginRoot?: string | undefined;
  readonly reach: Reach;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads the source of an entry; throws for one that is malformed, and says why for one that is not supported. */
export const entrySource = (value: unknown, terms: SourceTerms): EntrySource => {
  if (typeof value === 'string') return { form: 'relative', path: relativePath(value, terms) };
  if (!isRecord(value)) throw invalid('source', value, 'is neither a path nor an object');
  const kind = typeof value['source'] === 'string' ? value['source'] : '';
  const read = Object.hasOwn(forms, kind) ? forms[kind] : undefined;
  if (read) return read(value, terms);
  throw unsupported(kind, 'nobody here knows it', 'Use a path, github, url, git-subdir or archive.');
};

const relativePath = (path: string, { pluginRoot }: SourceTerms): string => {
  if (/^\.(\/|$)/.test(path)) return packageFolder(path);
  const isBare = /^[\w.-]+$/.test(path) && !path.startsWith('.');
  if (isBare && pluginRoot !== undefined)
    return packageFolder(`${packageFolder(pluginRoot)}/${path}`.replace(/^\//, ''));
  throw invalid('source', path, 'does not start with "./", and is no name below a pluginRoot');
};

const fromGit = (form: 'github' | 'url' | 'git-subdir', url: string, value: Fields): EntrySource => {
  const ref = optionalText(value, 'ref');
  const sha = optionalText(value, 'sha');
  return {
    form,
    url,
    path: form === 'git-subdir' ? packageFolder(text(value, 'path')) : '',
    ref: ref === undefined ? undefined : referenceName(ref),
    sha: sha === undefined ? undefined : commitId(sha),
  };
};

const forms: Readonly<Record<string, (value: Fields, terms: SourceTerms) => EntrySource>> = {
  github: (value) => {
    const repo = text(value, 'repo');
    const isGood = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._][A-Za-z0-9._-]{0,99}$/.test(
      repo,
    );
    if (!isGood) throw invalid('repo', repo, 'is not an owner and a name');
    return fromGit('github', `https://github.com/${repo.replace(/\.git$/, '')}.git`, value);
  },
  url: (value, { reach }) => fromGit('url', webAddress(text(value, 'url'), reach).href, value),
  'git-subdir': (value, { reach }) =>
    fromGit('git-subdir', webAddress(text(value, 'url'), reach).href, value),
  archive: (value, { reach }) => {
    if (value['headers'] !== undefined)
      throw unsupported('archive', 'it asks for headers of its own', 'Publish it where no header is needed.');
    const sum = optionalText(value, 'sha256');
    if (sum !== undefined && !/^[0-9a-fA-F]{64}$/.test(sum))
      throw invalid('sha256', sum, 'is not 64 hex digits');
    const integrity = sum === undefined ? undefined : `sha256-${sum.toLowerCase()}`;
    return { form: 'archive', url: webAddress(text(value, 'url'), reach).href, integrity };
  },
  npm: () => {
    throw unsupported(
      'npm',
      'packages of a registry are not read',
      'Name the repository of the package and a commit.',
    );
  },
  command: () => {
    throw unsupported(
      'command',
      'a command that a repository names is never run',
      'Name a repository or an archive.',
    );
  },
};

const text = (value: Fields, key: string): string => {
  const found = value[key];
  if (typeof found === 'string' && found !== '') return found;
  throw invalid(key, found, 'is not a text');
};

const optionalText = (value: Fields, key: string): string | undefined =>
  value[key] === undefined ? undefined : text(value, key);

const invalid = (what: string, value: unknown, rule: string) =>
  sourceInvalid({
    what,
    value: (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 100),
    rule,
  });

const unsupported = (kind: string, reason: string, next: string) =>
  sourceUnsupported({ kind: kind.slice(0, 50), reason, next });
