import { glob, readFile } from 'node:fs/promises';
import test from 'ava';
import semver from 'semver';

interface Installed {
  readonly version: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

type Manifest = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;

const json = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

/** What `npm ci` brings from outside, by its place below node_modules. */
const installed = async (): Promise<
  readonly (Installed & { readonly path: string; readonly name: string })[]
> => {
  const packages: Readonly<Record<string, Installed>> = (await json('package-lock.json')).packages;
  return Object.entries(packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
    .map(([path, entry]) => ({ ...entry, path, name: path.split('node_modules/').at(-1) ?? '' }));
};

const manifests = async (): Promise<readonly Manifest[]> => {
  const paths = [
    'package.json',
    ...(await Array.fromAsync(glob(['{sdk,cli,marketplace}/package.json', 'plugins/*/package.json']))),
  ];
  return Promise.all(paths.map(json));
};

const directRuntime = async (): Promise<readonly string[]> => {
  const named = (await manifests()).flatMap(({ dependencies = {} }) => Object.keys(dependencies));
  return [...new Set(named)].filter((name) => !name.startsWith('@agnes/')).sort();
};

test('every package is pinned by a sha512 and comes over https', async (t) => {
  const packages = await installed();

  const loose = packages.filter(
    ({ integrity, resolved = 'https:' }) =>
      integrity?.startsWith('sha512-') !== true || !resolved.startsWith('https:'),
  );

  t.true(packages.length > 50);
  t.deepEqual(
    loose.map(({ path }) => path),
    [],
  );
});

test('install scripts run for the packages that are allowed to, and for no other', async (t) => {
  const { allowScripts } = await json('package.json');

  const scripted = (await installed()).filter(({ hasInstallScript }) => hasInstallScript);

  t.deepEqual(
    scripted.map(({ name }) => name),
    Object.keys(allowScripts),
  );
});

test('no package is older than the release that mended it', async (t) => {
  const { floors }: { floors: Record<string, { version: string; why: string }> } =
    await json('security/floors.json');

  const old = (await installed()).filter(({ name, version }) => {
    const floor = floors[name];
    return floor !== undefined && semver.lt(version, floor.version);
  });

  t.deepEqual(
    old.map(({ path, name, version }) => ({ path, version, ...floors[name] })),
    [],
  );
});

test('the floors are dated, and somebody is reminded of them after 45 days', async (t) => {
  const { reviewed } = await json('security/floors.json');
  const days = Math.floor((Date.now() - Date.parse(reviewed)) / 86_400_000);
  if (days > 45) t.log(`security/floors.json was last reviewed ${days} days ago.`);

  t.regex(reviewed, /^20\d\d-\d\d-\d\d$/);
});

test('every dependency is named with an exact version', async (t) => {
  const named = (await manifests()).flatMap(({ dependencies, devDependencies }) =>
    Object.entries({ ...dependencies, ...devDependencies }),
  );

  t.true(named.length > 20);
  t.deepEqual(
    named.filter(([, version]) => semver.valid(version) !== version),
    [],
  );
});

test('at run time there are at most 25 direct dependencies, four more of the marketplace, and 250 in all', async (t) => {
  const { dependencies } = await json('marketplace/package.json');
  const others = new Set(
    (await manifests())
      .filter(({ dependencies: its }) => !('simple-git' in (its ?? {})))
      .flatMap(({ dependencies: its = {} }) => Object.keys(its)),
  );
  const ofMarketplace = Object.keys(dependencies).filter((name) => !others.has(name));
  const direct = (await directRuntime()).filter((name) => !ofMarketplace.includes(name));

  const all = (await installed()).filter(({ dev }) => dev !== true);

  t.true(direct.length <= 25, direct.join(' '));
  t.deepEqual(ofMarketplace, ['simple-git', 'tar-stream', 'yauzl', 'yazl']);
  t.true(all.length <= 250, String(all.length));
});

test('docs/dependencies.md says of every direct dependency why it is there, and of no other', async (t) => {
  const page = await readFile('docs/dependencies.md', 'utf8');

  const justified = [...page.matchAll(/^\| `([^`]+)` \| \S/gm)].map(([, name]) => name);

  t.deepEqual(justified, [...(await directRuntime())]);
});

test('what runs is under a licence that lets anybody run it', async (t) => {
  const free = [
    'MIT',
    'MIT-0',
    'ISC',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'Apache-2.0',
    'MIT OR Apache-2.0',
  ];

  // A font is no code: it is only ever served.
  const others = (await installed())
    .filter(({ dev, name }) => dev !== true && !name.startsWith('@fontsource'))
    .filter(({ license = 'none' }) => !free.includes(license));

  t.deepEqual(
    others.map(({ path, license }) => `${path}: ${license}`),
    [],
  );
});
