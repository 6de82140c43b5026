import { join } from 'node:path';
import test from 'ava';
import { AnswerSource } from '../../host/query/answer-source.ts';
import { makeFifo } from '../../host/store/fifo.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a worker that says twice that it has begun, or begins after its answer, has nothing opened for it', async (t) => {
  const path = join(await tempFolder(t), '0.fifo');
  await makeFifo(path);
  const begun = new AnswerSource(path);
  const answered = new AnswerSource(path);

  await begun.open();
  answered.take('[1]');

  await t.throwsAsync(begun.open(), { code: 'queries_unavailable' });
  await t.throwsAsync(answered.open(), { code: 'queries_unavailable' });
  t.is(answered.bytesRead, 3);
  begun.destroy(new Error('over'));
  await begun.closed();
});
