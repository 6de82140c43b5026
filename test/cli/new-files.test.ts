import test from 'ava';
import { newFiles } from '../../cli/instance/new-files.ts';

const answers = { name: 'A', allowedDomain: '', url: undefined, port: undefined, dataDir: undefined };

const secretFrom = async (older: string): Promise<string | undefined> =>
  /^JWT_SECRET_KEY=(.*)$/m.exec((await newFiles(answers, older)).env)?.[1];

test('secrets of an older .env stay however it writes them, and what is empty there is made', async (t) => {
  const kept = [
    ['JWT_SECRET_KEY=old', 'old'],
    ['export JWT_SECRET_KEY=old\r\n', 'old'],
    ['  JWT_SECRET_KEY = "o l d"\n', '"o l d"'],
    ['JWT_SECRET_KEY=older\nJWT_SECRET_KEY=old\n', 'old'],
  ] as const;

  for (const [older, value] of kept) t.is(await secretFrom(older), value, older);
  for (const older of [
    '',
    'JWT_SECRET_KEY= ',
    'JWT_SECRET_KEY=""',
    '# JWT_SECRET_KEY=old',
    'MY_JWT_SECRET_KEY=old',
  ])
    t.regex((await secretFrom(older)) ?? '', /^[\w-]{43}$/, older);
});
