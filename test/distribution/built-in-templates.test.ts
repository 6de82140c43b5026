import test from 'ava';
import { builtInTemplate } from '../../host/distribution/prompts/built-in.ts';

test('the built-in CLAUDE.md says where meanings stand, and what to do when no column holds what is asked for', async (t) => {
  const text = await builtInTemplate('workspace');

  t.regex(text, /When no column holds what is asked for, say so/);
  t.regex(text, /`agnes memory search "<words>"` tells what people wrote down/);
});
