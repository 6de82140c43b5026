import type { Env } from '../world.ts';

const mark = '[redacted]';
const shortest = 8;

/** What tokens and keys look like; the names of who hands them out stand beside each. */
const shapes: readonly string[] = [
  'eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]{8,}', // JSON web tokens, ours among them
  'gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\\w{30,}|glpat-[\\w-]{20,}', // GitHub, GitLab
  'xox[a-z]-[\\w-]{10,}|xapp-[\\w-]{10,}', // Slack
  '\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b', // AWS
  'AIza[\\w-]{35}|ya29\\.[\\w.-]{20,}|GOCSPX-[\\w-]{20,}', // Google
  '\\bsk-[\\w-]{20,}', // Anthropic, OpenAI
  '\\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|\\bwhsec_[A-Za-z0-9]{16,}', // Stripe
  '\\bnpm_[A-Za-z0-9]{36}|\\bpypi-[\\w-]{50,}|\\bhf_[A-Za-z0-9]{30,}', // registries
  '\\bATATT3[\\w=-]{20,}', // Atlassian
  '\\b\\d{1,10}-\\d{1,10}-[A-Za-z0-9]{30,}', // Keboola
  '\\b\\d{8,10}:[\\w-]{35}(?![\\w-])', // Telegram
  '-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----.*?-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----',
];

const schemes = /\b((?:Bearer|Basic)\s+)[\w.~+/=-]{16,}/gi;
const logins = /(:\/\/)[^\s/:@"'\\]+:[^\s/@"'\\]+@/g;
const name = '(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)';
const said = `(${name}["'\\\\]*\\s*[:=]\\s*`;
/** What is quoted may hold anything but blanks. */
const quoted = new RegExp(`${said}\\\\*["'])[^\\s"'\\\\]{8,}`, 'gi');
// Numbers stay: in JSON a word in their place would be none.
const named = new RegExp(
  `${said}["'\\\\]*)(?![\\d.eE+-]+(?:[\\s"'\\\\,;&{}[\\]()]|$))[^\\s"'\\\\,;&{}[\\]()]{8,}`,
  'gi',
);
const keyBegins = /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/;
const keyEnds = /-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/;
const secretName = /token|secret|passw|api_?key|private_?key|access_?key|credential/i;
const fileName = /(?:file|path|dir|sock)$/i;
/** Numbers, and paths as people write them: what is random may begin with a slash or a dot as well. */
const noSecret = /^(?:\d+$|[A-Za-z]:\\|(?:~|\.{1,2})?(?:\/[a-z0-9._-]+){2,}\/?$|(?:~|\.{1,2})\/)/;

/** Values of the environment whose names say that they are secrets; paths to files of secrets are none. */
export const secretsOfEnv = (env: Env): readonly string[] =>
  Object.entries(env).flatMap(([name, value = '']) =>
    secretName.test(name) && !fileName.test(name) && value.length >= shortest && !noSecret.test(value)
      ? [value]
      : [],
  );

/** Takes secrets out of the lines of one file: those that are known, and whatever looks like one. */
export class Redactor {
  readonly #known: RegExp;
  #isInKey = false;

  constructor(known: readonly string[]) {
    const literals = [...new Set(known)]
      .filter((secret) => secret.length >= shortest)
      .flatMap(spellings)
      .toSorted((one, other) => other.length - one.length)
      .map((secret) => secret.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
    this.#known = new RegExp([...literals, ...shapes].join('|'), 'g');
  }

  /** A line of a file whose bytes are read as Latin-1, so that nothing but secrets is changed. */
  line(text: string): string {
    if (this.#isInKey) {
      const end = keyEnds.exec(text);
      if (!end) return text.endsWith('\n') ? `${mark}\n` : mark;
      this.#isInKey = false;
      return mark + this.#plain(text.slice(end.index + end[0].length));
    }
    return this.#plain(text);
  }

  #plain(text: string): string {
    const clean = text
      .replaceAll(this.#known, mark)
      .replaceAll(schemes, `$1${mark}`)
      .replaceAll(logins, `$1${mark}@`)
      .replaceAll(quoted, `$1${mark}`)
      .replaceAll(named, `$1${mark}`);
    const begin = keyBegins.exec(clean);
    if (!begin) return clean;
    // A key over several lines: its end comes later.
    this.#isInKey = true;
    return `${clean.slice(0, begin.index)}${mark}${clean.endsWith('\n') ? '\n' : ''}`;
  }
}

/** As it is, and as it stands inside JSON; in the bytes of UTF-8. */
const spellings = (secret: string): readonly string[] =>
  [secret, JSON.stringify(secret).slice(1, -1)].map((text) => Buffer.from(text, 'utf8').toString('latin1'));
