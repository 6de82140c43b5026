import type { Committed } from '../../support/git-repository.ts';

const link = { path: 'x', content: '/etc/passwd', mode: '120000' } as const;

/** What a repository puts into a plugin, and what is said of that plugin alone. */
export const hostile: readonly (readonly [string, readonly Committed[], RegExp])[] = [
  ['away', [link], /"x" is a symbolic link/],
  ['up', [{ path: 'a/b', content: '../..', mode: '120000' }], /"a\/b" is a symbolic link/],
  ['module', [{ path: 'sub', mode: '160000' }], /"sub" is a submodule/],
  ['huge', [{ path: 'big', content: 'x'.repeat(10 * 1024 * 1024 + 1) }], /"big" is larger than/],
  [
    'crowd',
    Array.from({ length: 100_000 }, (_, index) => ({ path: `d${index % 100}/f${index}`, content: 'x' })),
    /more than the 5000 allowed/,
  ],
  ['twins', [{ path: 'Read' }, { path: 'read' }], /same file as/],
  ['alike', [{ path: '\u00e9' }, { path: 'e\u0301' }], /same file as/],
  ['unseen', [{ path: 'a\u200bb' }], /nobody sees/],
  ['device', [{ path: 'aux.md' }], /device of Windows/],
  ['hidden', [{ path: '.Claude-Plugin/plugin.json', content: '{"name":"hidden"}' }], /same file as/],
];

/** What an entry says of its source, and what is said of that entry alone. */
export const sources: readonly (readonly [string, unknown, RegExp])[] = [
  ['out', './../out', /"\.\."/],
  ['root', '/etc', /does not start with/],
  ['option', { source: 'url', url: 'http://127.0.0.1/r.git', ref: '--upload-pack=touch /tmp/x' }, /ref/],
  ['program', { source: 'url', url: 'ext::sh -c id' }, /address/],
  ['disk', { source: 'url', url: 'file:///etc' }, /not an https address/],
  ['inner', { source: 'url', url: 'https://10.0.0.1/r.git' }, /private, local or reserved/],
  ['g\u043e\u043ed', './good', /name/],
];
