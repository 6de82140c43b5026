import test from 'ava';
import { attachFault } from '../../host/extract/remote/attach-policy.ts';
import { attachLists, RemotePolicy } from '../../host/extract/remote/remote-policy.ts';

const kbc = {
  alias: 'kbc',
  extension: 'keboola',
  url: 'https://connection.example.com',
  tokenEnv: 'KBC_TOKEN',
};
const policy = {
  ...attachLists({ AGNES_REMOTE_ATTACH_HOSTS: 'connection.example.com, *.db.example.com' }),
  approvals: [{ token: 'SHOP_TOKEN', hosts: ['shop.example.com'] }],
};
const codeOf = (change: Partial<typeof kbc>) => attachFault({ ...kbc, ...change }, policy)?.code;
const ofUrl = (url: string, extension = 'postgres') => codeOf({ url, extension, tokenEnv: '' });

test('an attach that follows the policy is accepted', (t) => {
  t.is(codeOf({}), undefined);
  t.is(codeOf({ tokenEnv: 'SHOP_TOKEN', url: 'https://shop.example.com/v2' }), undefined);
  t.is(ofUrl('project=demo-one', 'bigquery'), undefined);
  t.is(ofUrl("host=a.db.example.com port=5432 dbname='my db' user=reader"), undefined);
});

test('aliases, extensions and names of tokens are held against their rules and lists', (t) => {
  for (const alias of ['', 'a b', 'a"; DROP', 'main', 'TEMP', 'ünï', 'x'.repeat(65)])
    t.is(codeOf({ alias }), 'bad_alias');
  for (const extension of ['', 'sqlite', 'httpfs; x', 'KEBOOLA'])
    t.is(codeOf({ extension }), 'extension_not_allowed');
  for (const tokenEnv of ['kbc_token', 'KBC TOKEN', 's3cr3t-value', `A${'B'.repeat(64)}`])
    t.is(codeOf({ tokenEnv }), 'bad_token_name');
  t.is(codeOf({ tokenEnv: 'SESSION_SECRET' }), 'token_not_allowed');
  t.false(JSON.stringify(attachFault({ ...kbc, tokenEnv: 's3cr3t-value' }, policy)).includes('s3cr3t'));
});

test('an approved token goes to its own hosts only, any other to the hosts of the list', (t) => {
  t.is(codeOf({ url: 'https://elsewhere.example.com' }), 'host_not_approved');
  t.is(codeOf({ url: 'https://connection.example.com.evil.example' }), 'host_not_approved');
  t.is(codeOf({ tokenEnv: 'SHOP_TOKEN' }), 'host_not_approved');
  t.is(codeOf({ url: 'https://CONNECTION.example.com./' }), undefined);
  t.is(ofUrl('host=db.example.com'), 'host_not_approved');
});

test('an address with a user, a secret, a file or no host is refused, and is not repeated', (t) => {
  const bad: Readonly<Record<string, string>> = {
    'https://me:pw@connection.example.com': 'url_user',
    'https://connection.example.com?access_token=pw': 'url_secret',
    'host=a.db.example.com password=pw': 'url_secret',
    "host=a.db.example.com PASSWORD = 'p w'": 'url_secret',
    'host=a.db.example.com passfile=/etc/pw': 'url_secret',
    'host=a.db.example.com service=prod': 'bad_url',
    'host=a.db.example.com sslkey=/etc/pw': 'bad_url',
    'host=a.db.example.com sslmode=verify-full sslrootcert=/etc/pw': 'bad_url',
    'postgresql://a.db.example.com/shop?sslmode=require&sslcert=/etc/pw': 'bad_url',
    'postgresql://a.db.example.com/shop?host=evil.example': 'bad_url',
    'postgresql://evil.example,a.db.example.com/shop': 'bad_url',
    'postgresql://evil.example%2Ca.db.example.com/shop': 'bad_url',
    'host=a.db.example.com hostaddr=10.0.0.1': 'bad_url',
    'host=/var/run/postgresql': 'bad_url',
    'host=a.db.example.com,evil.example': 'bad_url',
    'dbname=x': 'bad_url',
    '/etc/passwd': 'bad_url',
    'https://': 'bad_url',
    'project=a\nb': 'bad_url',
  };

  for (const [url, code] of Object.entries(bad)) {
    t.is(ofUrl(url), code, url);
    t.false(JSON.stringify(attachFault({ ...kbc, url }, policy)).includes('pw'));
  }
});

test('PostgreSQL may be told to encrypt, in the known words, and not to on this machine alone', (t) => {
  const local = { ...policy, hosts: ['localhost', '127.0.0.1', ...policy.hosts] };
  const codeAt = (url: string) =>
    attachFault({ ...kbc, extension: 'postgres', tokenEnv: '', url }, local)?.code;

  for (const mode of ['require', 'verify-ca', 'verify-full']) {
    t.is(codeAt(`host=a.db.example.com port=5432 dbname=shop user=reader sslmode=${mode}`), undefined);
    t.is(codeAt(`postgresql://a.db.example.com/shop?sslmode=${mode}`), undefined);
  }
  for (const url of ['host=localhost sslmode=disable', 'sslmode=disable host=127.0.0.1'])
    t.is(codeAt(url), undefined, url);
  for (const mode of ['disable', 'allow', 'prefer', 'REQUIRE', '/etc/passwd', '', "'require'"]) {
    t.is(codeAt(`host=a.db.example.com sslmode=${mode}`), 'bad_url', mode);
    t.is(codeAt(`postgres://a.db.example.com/shop?sslmode=${mode}`), 'bad_url', mode);
  }
  for (const url of [
    'host=a.db.example.com SSLMODE=require',
    'host=a.db.example.com sslmode=require sslmode=disable',
  ])
    t.is(codeAt(url), 'bad_url', url);
});

test('variables replace the lists, and sources bring approvals along', async (t) => {
  const source = {
    type: 'shop',
    enabled: true,
    config: { url: 'https://shop.example.com', token: 'api' },
    secretRefs: { api: 'SHOP_TOKEN' },
  };
  const network = [
    { config: 'url', secret: { config: 'token', header: 'X-Token', template: '{secret}' }, why: 'x' },
  ];
  const lists = attachLists({
    AGNES_REMOTE_ATTACH_EXTENSIONS: 'excel',
    AGNES_REMOTE_ATTACH_TOKEN_ENVS: '',
  });
  const effective = new RemotePolicy({
    lists,
    // Of a source and a connector, the policy reads these.
    registry: { sources: async () => [source as never] },
    connectors: { connector: () => ({ manifest: { capabilities: { network } } as never }) },
  });

  t.deepEqual(await effective.effective(), {
    extensions: ['excel'],
    tokens: [],
    hosts: [],
    approvals: [{ token: 'SHOP_TOKEN', hosts: ['shop.example.com'] }],
  });
  t.deepEqual(attachLists({}).tokens.includes('KBC_TOKEN'), true);
});
