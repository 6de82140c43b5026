import { hash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { addressGuard } from '@agnes/sdk/extract';
import test, { type ExecutionContext } from 'ava';
import { readTree, treeHash } from '../../host/kernel/tree.ts';
import { fetchPackage } from '../../marketplace/fetch/fetch-package.ts';
import { rawTgz } from '../support/raw-tar.ts';
import { rawZip } from '../support/raw-zip.ts';
import { tempFolder } from '../support/temp-folder.ts';

const { signal } = new AbortController();
const reach = { guard: addressGuard(['127.0.0.1']) };

/** Unpacks bytes as an archive of a file. */
const unpacked = async (t: ExecutionContext, bytes: Buffer, more: object = {}) => {
  const folder = await tempFolder(t);
  const file = join(folder, 'archive');
  await writeFile(file, bytes);
  const integrity = `sha256-${hash('sha256', bytes)}`;
  const into = join(folder, 'into');
  const source = { type: 'archive', file, integrity, ...more } as const;
  const limits = { files: 100, bytes: 1_000_000, fileBytes: 500_000 };
  const result = fetchPackage(source, { into, mirror: folder, reach, signal, limits });
  await result.catch(() => {});
  return { result, folder, into };
};

test('N72: one package as tgz, zip and folder is one tree with one hash', async (t) => {
  const files = { 'agnes.plugin.json': '{}', 'dist/a.mjs': 'export {};', 'dist/ä.txt': 'ä' };
  const members = Object.entries(files);
  const asTar = await unpacked(
    t,
    rawTgz(members.map(([name, content]) => ({ name: `package/${name}`, content }))),
  );
  const asZip = await unpacked(
    t,
    rawZip([
      { name: 'acme-1.0/', mode: 0o40755 },
      ...members.map(([name, content]) => ({ name: `acme-1.0/${name}`, content })),
    ]),
  );
  const again = join(asZip.folder, 'again');
  await asTar.result;
  const { integrity } = await asZip.result;
  await fetchPackage({ type: 'folder', path: asTar.into }, { into: again, mirror: again, reach, signal });

  const hashes = await Promise.all(
    [asTar.into, asZip.into, again].map(async (at) => treeHash(await readTree(at, 'refuse'))),
  );

  t.is(new Set(hashes).size, 1);
  t.deepEqual(Object.keys(files).sort(), [...(await readTree(again, 'refuse')).files.keys()].sort());
  t.regex(integrity ?? '', /^sha256-[0-9a-f]{64}$/);
});

const bad = [
  { what: 'a way out', name: 'a/../../x', rule: /\.\./ },
  { what: 'an absolute name', name: '/etc/x', rule: /absolute/ },
  { what: 'a backslash', name: 'a\\..\\x', rule: /backslash/ },
  { what: 'a drive', name: 'C:x', rule: /drive/ },
  { what: 'a stream', name: 'a.txt:hidden', rule: /stream/ },
  { what: 'a device of Windows', name: 'a/con.txt', rule: /device of Windows/ },
  { what: 'a dot at the end', name: 'a./x', rule: /ends in a dot/ },
  { what: 'a repository inside', name: 'a/.GIT/config', rule: /repository inside/ },
  { what: 'a short name of a repository', name: 'git~1/config', rule: /repository inside/ },
  { what: 'a line break', name: 'a\nb', rule: /nobody sees/ },
  { what: 'a mark that turns text round', name: 'a\u202Egpj.exe', rule: /nobody sees/ },
  { what: 'a letter of no width', name: 'a\u200Bb', rule: /nobody sees/ },
  { what: 'an empty part', name: 'a//b', rule: /empty part/ },
  { what: 'a long part', name: 'x'.repeat(121), rule: /longer than 120/ },
  { what: 'a long path', name: 'abcdefgh/'.repeat(30), rule: /longer than 240/ },
];

test('T100d: a name that is another file somewhere is refused in a zip and in a tgz', async (t) => {
  for (const { what, name, rule } of bad) {
    const file = name.endsWith('/') ? `${name}x` : name;
    for (const bytes of [
      rawZip([{ name: 'ok' }, { name: file }]),
      rawTgz([{ name: 'ok' }, { name: file }]),
    ]) {
      const { result, into } = await unpacked(t, bytes);
      await t.throwsAsync(result, { code: 'package_refused', message: rule }, what);
      await t.throwsAsync(readdir(into), { code: 'ENOENT' }, 'nothing is left');
    }
  }
});

test('T100d: two names that are one file somewhere are refused', async (t) => {
  const twins = [
    ['README.md', 'readme.MD'],
    ['\u00e9.txt', 'e\u0301.txt'],
    ['stra\u00dfe', 'STRASSE'],
    ['\ufb01le', 'file'],
    ['a/b', 'A/c'],
    ['a', 'a/b'],
    ['a/b', 'a'],
    ['x', 'x'],
  ] as const;
  for (const [first, second] of twins) {
    const { result } = await unpacked(t, rawZip([{ name: 'ok' }, { name: first }, { name: second }]));
    await t.throwsAsync(
      result,
      { code: 'package_refused', message: /same file as|there twice/ },
      `${first} ${second}`,
    );
  }
});

test('T97: links, devices and pipes are refused in a tgz and in a zip', async (t) => {
  const kinds = [
    ['2', 0o120777, /is a link/],
    ['1', undefined, /is a link/],
    ['3', 0o020644, /device or a pipe/],
    ['4', 0o060644, /device or a pipe/],
    ['6', 0o010644, /device or a pipe/],
  ] as const;
  for (const [type, mode, message] of kinds) {
    const asTar = await unpacked(t, rawTgz([{ name: 'ok' }, { name: 'bad', type, linkname: '/etc/passwd' }]));
    await t.throwsAsync(asTar.result, { code: 'package_refused', message });
    if (mode === undefined) continue;
    const asZip = await unpacked(t, rawZip([{ name: 'ok' }, { name: 'bad', content: '/etc/passwd', mode }]));
    await t.throwsAsync(asZip.result, { code: 'package_refused', message });
  }
});

test('T100d: bombs, 100,000 files, broken bytes and other bytes are refused, and nothing is left', async (t) => {
  const zeros = Buffer.alloc(400_000).toString('latin1');
  const many = Array.from({ length: 70_000 }, (_, index) => ({ name: `f${index}` }));
  const good = rawZip([{ name: 'a', content: 'a' }]);
  const cases = [
    [rawZip([{ name: 'zeros', content: zeros }]), /more than 100 times/],
    [rawTgz([{ name: 'zeros', content: zeros }]), /more than 100 times/],
    [
      rawZip([{ name: 'a', content: Buffer.alloc(500_001, Math.random().toString()) }]),
      /larger than the 500000 bytes|more than 100 times/,
    ],
    [rawZip(many.slice(0, 65_000)), /more than the 100 allowed/],
    [gzipSync(Buffer.alloc(100_000_000)), /unpacks to more than/],
    [good.subarray(0, -30), /is damaged and cannot be unpacked/],
    [rawTgz([{ name: 'a', content: 'a' }]).subarray(0, -20), /is damaged and cannot be unpacked/],
    [Buffer.from('MZ is no archive'), /neither a tgz nor a zip/],
    [rawZip([{ name: Buffer.from([0xff, 0xfe]) }]), /not UTF-8/],
  ] as const;
  for (const [bytes, message] of cases) {
    const { result, folder } = await unpacked(t, bytes);
    await t.throwsAsync(result, { message });
    t.deepEqual(await readdir(folder), ['archive']);
  }
  const { result } = await unpacked(t, good, { integrity: `sha256-${'0'.repeat(64)}` });
  await t.throwsAsync(result, { code: 'package_integrity' });
});
