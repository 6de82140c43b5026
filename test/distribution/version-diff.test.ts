import test from 'ava';
import { versionDiff } from '../../host/distribution/registry/version-diff.ts';

const fileOf = (path: string, text: string) => {
  const content = Buffer.from(text);
  return { path, isExecutable: false, bytes: content.length, content };
};

test('a difference compares no more lines than it may, and says of every file that it left out', (t) => {
  const many = (word: string) =>
    Array.from({ length: 10 }, (_, file) =>
      fileOf(`f${file}`, Array.from({ length: 999 }, (_, line) => `${word} ${line}`).join('\n')),
    );
  const binary = (byte: string) => fileOf('g', `\0${byte}`);

  const files = versionDiff([...many('a'), binary('a')], [...many('b'), binary('b')]);

  t.deepEqual(
    files.map(({ text, is_left_out }) => [text !== undefined, is_left_out ?? false]),
    [
      ...Array.from({ length: 4 }, () => [true, false]),
      ...Array.from({ length: 6 }, () => [false, true]),
      [false, false],
    ],
  );
});
