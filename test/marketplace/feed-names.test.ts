import test from 'ava';
import { feedOf } from '../../marketplace/feed/feed.ts';
import type { FeedPlugin } from '../../marketplace/feed/feed-plugin.ts';

const plugin = (marketplace: string, name: string, more: Partial<FeedPlugin> = {}): FeedPlugin => ({
  marketplace,
  plugin: name,
  manifestName: name,
  digest: 'a'.repeat(64),
  entry: { name },
  isWritten: false,
  tier: 'optional',
  ...more,
});

test('two pairs that give one folder get two', (t) => {
  const { plugins } = feedOf([plugin('a-b', 'c'), plugin('a', 'b-c')], 'agnes');

  t.is(plugins[0]?.folder, 'a-b-c');
  t.regex(plugins[1]?.folder ?? '', /^a-b-c-[0-9a-f]{6}$/);
});

test('of two plugins with one name the first keeps it, and both are told', (t) => {
  const { plugins, conflicts } = feedOf(
    [plugin('one', 'x'), plugin('two', 'y', { manifestName: 'X' })],
    'agnes',
  );

  t.deepEqual(
    plugins.map(({ name }) => name),
    ['x', 'X-two'],
  );
  t.deepEqual(conflicts, [{ name: 'x', kept: 'one/x', renamed: [{ plugin: 'two/y', name: 'X-two' }] }]);
});

test('whatever changes the bytes of a feed changes its tag', (t) => {
  const usual = [plugin('a', 'x'), plugin('a', 'y')];
  const tag = (plugins: readonly FeedPlugin[], name = 'agnes') => feedOf(plugins, name).etag;

  const tags = [
    tag(usual),
    tag([]),
    tag(usual.slice(1)),
    tag([plugin('a', 'x', { digest: 'b'.repeat(64) }), plugin('a', 'y')]),
    tag([plugin('a', 'x', { tier: 'required' }), plugin('a', 'y')]),
    tag([plugin('a', 'x', { entry: { name: 'x', description: 'Other.' } }), plugin('a', 'y')]),
    tag([plugin('a', 'x', { declaredVersion: '2.0.0' }), plugin('a', 'y')]),
    tag(usual, 'other'),
  ];

  t.is(new Set(tags).size, tags.length);
  t.is(tag(usual), tag([plugin('a', 'x'), plugin('a', 'y')]));
  t.true(tags.every((one) => /^[0-9a-f]{16}$/.test(one)));
});
