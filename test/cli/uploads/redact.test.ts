import test from 'ava';
import { Redactor, secretsOfEnv } from '../../../cli/uploads/redact.ts';

const clean = (text: string, known: readonly string[] = []): string => {
  const redactor = new Redactor(known);
  return text
    .split(/(?<=\n)/)
    .map((line) => redactor.line(line))
    .join('');
};

const r = (times: number): string => 'aB3'.repeat(times);

test('what looks like a token or a key is taken out, and what stands around it stays', (t) => {
  const secrets = [
    `eyJ${r(4)}.eyJ${r(9)}.${r(9)}`,
    `ghp_${r(12)}`,
    `github_pat_${r(12)}`,
    `glpat-${r(8)}`,
    `xoxb-${r(6)}`,
    'AKIAIOSFODNN7EXAMPLE',
    `AIza${r(11)}ab`,
    `sk-ant-api03-${r(9)}`,
    `sk_live_${r(8)}`,
    `npm_${r(12)}`,
    `123-45678-${r(14)}`,
    `123456789:${r(11)}ab`,
  ];

  for (const secret of secrets) t.is(clean(`say "${secret}" now`), 'say "[redacted]" now', secret);
  t.is(clean(`Authorization: Bearer ${r(9)}`), 'Authorization: Bearer [redacted]');
  t.is(clean('postgres://me:hunter2@db/x'), 'postgres://[redacted]@db/x');
  t.is(clean('DB_PASSWORD=correct-horse rest'), 'DB_PASSWORD=[redacted] rest');
});

test('known secrets are found however JSON writes them', (t) => {
  const known = ['pass"word\\ü', 'shorty'];

  const line = clean(`${JSON.stringify({ said: 'pass"word\\ü' })}\n`, known);
  const bytes = clean(Buffer.from('pass"word\\ü', 'utf8').toString('latin1'), known);

  t.is(bytes, '[redacted]');
  t.is(clean(Buffer.from(JSON.stringify('pass"word\\ü'), 'utf8').toString('latin1'), known), '"[redacted]"');
  t.notThrows(() => JSON.parse(line));
  t.is(clean('shorty', known), 'shorty', 'too short to be looked for');
});

test('a private key goes as a whole, on one line or on many', (t) => {
  const key = ['-----BEGIN RSA PRIVATE KEY-----', r(20), r(20), '-----END RSA PRIVATE KEY-----'];

  t.is(clean(`a\n${key.join('\n')}\nb\n`), 'a\n[redacted]\n[redacted]\n[redacted]\n[redacted]\nb\n');
  t.is(clean(`{"k":"${key.join('\\n')}"}\n`), '{"k":"[redacted]"}\n');
  const block = key.map((line) => line.replace('RSA PRIVATE KEY', 'PGP PRIVATE KEY BLOCK'));
  t.is(clean(`${block.join('\n')}\n`), '[redacted]\n'.repeat(4));
  t.is(clean(`{"k":"${block.join('\\n')}"}\n`), '{"k":"[redacted]"}\n');
});

test('a secret that begins with digits, or holds signs, is no number and no end of a value', (t) => {
  t.is(clean('api_key: 12345678-90ab-cdef-1234-567890abcdef'), 'api_key: [redacted]');
  t.is(clean('{"token":"4567.abcdefgh"}'), '{"token":"[redacted]"}');
  t.is(clean('{"password":"a,b&c;d(e)f"}'), '{"password":"[redacted]"}');
  t.is(clean('{"a":"{\\"password\\": \\"a,b&c;d(e)f\\"}"}'), '{"a":"{\\"password\\": \\"[redacted]\\"}"}');
  t.is(clean('{"password":"1234567890"}'), '{"password":"[redacted]"}');
});

test('what is no secret stays, byte for byte, and JSON stays JSON', (t) => {
  const lines = [
    '{"usage":{"input_tokens":123456789,"token":12345678901,"api_key":null}}',
    '{"token":{"a":[1]},"secret":["x"]}',
    'tokens are counted: 123-456-7890 and 12:34',
    'caf\xc3\xa9 \x00 \xff',
  ];

  for (const line of lines) t.is(clean(line), line);
  for (const line of ['{"password":"correct horse"}', '{"a":"token=\\"abcdefghij\\""}'])
    t.notThrows(() => JSON.parse(clean(line)), line);
});

test('secrets of the environment are values, not paths or numbers', (t) => {
  const env = {
    KBC_TOKEN: 'abcdefgh1',
    MY_SECRET_FILE: '/run/secrets/x',
    TOKEN_LIMIT: '100000000',
    HOME: 'abcdefghij',
    TOKEN_STORE: '/run/secrets/token',
    AWS_SECRET_ACCESS_KEY: '/wJalrXUtnFEMI/K7MDENGbPxRfiCYEXAMPLEKEY',
    API_SECRET: '.Zm9vYmFyYmF6',
  };

  t.deepEqual(secretsOfEnv(env), ['abcdefgh1', '/wJalrXUtnFEMI/K7MDENGbPxRfiCYEXAMPLEKEY', '.Zm9vYmFyYmF6']);
});
