import { createHash } from 'node:crypto';
import { appendFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Hashing } from '../../cli/sync/hashing.ts';
import { tempFolder } from '../support/temp-folder.ts';

const some = Buffer.alloc(3_000_000, 'some bytes ');
const [few, many] = [1, 1024 ** 3];

const newFile = async (t: ExecutionContext): Promise<string> => {
  const path = join(await tempFolder(t), 'file');
  await appendFile(path, some);
  return path;
};

for (const [bytes, where] of [
  [few, 'here'],
  [many, 'in a thread'],
] as const) {
  test(`files are hashed ${where}, each as far as it is there`, async (t) => {
    const path = await newFile(t);
    await using hashing = new Hashing(bytes);
    const [part, whole, other] = [hashing.follow(path), hashing.follow(path), hashing.follow(path)];

    for (const front of [1, 1_500_000, some.length]) whole.advance(front);
    part.advance(1_500_000);
    other.advance(some.length);
    other.drop();

    const digests = await Promise.all([part.digest(), whole.digest(), hashing.follow(path).digest()]);
    t.deepEqual(
      digests,
      [1_500_000, some.length, 0].map((front) =>
        createHash('sha256').update(some.subarray(0, front)).digest('hex'),
      ),
    );
  });

  test(`a file that cannot be read has no digest ${where}, and one that was cut has that of the rest`, async (t) => {
    const path = await newFile(t);
    await using hashing = new Hashing(bytes);
    const cut = hashing.follow(path);
    const file = await open(path, 'r+');
    await file.truncate(10);
    await file.close();
    cut.advance(some.length);

    await t.throwsAsync(hashing.follow(`${path}.gone`).digest(), { message: /ENOENT/ });
    t.is(await cut.digest(), createHash('sha256').update(some.subarray(0, 10)).digest('hex'));
  });
}

test('a digest that is asked for when the thread has ended is refused', async (t) => {
  const path = await newFile(t);
  const hashing = new Hashing(many);
  const followed = hashing.follow(path);
  await hashing[Symbol.asyncDispose]();

  await t.throwsAsync(followed.digest(), { message: /thread that hashes has ended/ });
});
