import test from 'ava';
import { asAda, asAdministrator, type SeededHost, sharedHost } from './support/seeded-host.ts';
import { actionEnding } from './support/visitor.ts';

const shared = sharedHost();
const path = '/corporate-memory/admin';

const itemsOf = async (
  { api }: SeededHost,
  words: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<readonly [string, string]> => {
  const made = async (letter: string): Promise<string> => {
    const body = { title: `${words} ${letter}`, content: `${words} says ${letter}.`, category: 'c', ...more };
    return String((await api.ask('POST /api/memory', { body }))['id']);
  };
  return [await made('one'), await made('two')];
};

const cardOf = (html: string, words: string): string =>
  html.split('<li class="card">').find((part) => part.includes(words)) ?? '';

const itemOf = async ({ api }: SeededHost, id: string) => {
  const { items } = await api.ask('GET /api/memory?status_filter=&per_page=500');
  return (items as readonly Record<string, unknown>[]).find((item) => item['id'] === id);
};

test('a contradiction is written down, seen side by side and carried out', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const [a, b] = await itemsOf(seeded, 'Vat');
  await seeded.api.ask(`POST /api/memory/admin/approve?item_id=${b}`);
  const fields = { item_a_id: ` ${a} `, item_b_id: b, explanation: 'With <or> without', severity: 'hard' };

  const link = (await root.open(`${path}?status=`)).html;
  const blank = await root.open(`${path}/contradictions?a=${a}`);
  const added = await root.follow(`${path}/contradictions`, fields);
  const card = cardOf(added.html, 'With &lt;or&gt; without');
  const resolved = await root.follow(actionEnding(card, '/resolve'), { resolution: 'kept_a', apply: 'on' });
  const past = await root.open(`${path}/contradictions?state=resolved`);

  t.true(link.includes(`${path}/contradictions?a=${a}#add`));
  t.regex(blank.html, new RegExp(`name="item_a_id" value="${a}"`));
  t.regex(card, /A: Vat one[\s\S]*Vat says one\.[\s\S]*B: Vat two[\s\S]*Vat says two\./);
  t.regex(resolved.html, /decided and carried out/);
  t.is(cardOf(resolved.html, 'With &lt;or&gt; without'), '');
  t.regex(cardOf(past.html, 'With &lt;or&gt; without'), /A holds[\s\S]*carried out/);
  t.is((await itemOf(seeded, b))?.['status'], 'revoked');
});

test('a merge needs its text, and what was typed stays', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const [a, b] = await itemsOf(seeded, 'Fx');
  const explanation = 'Two rates';
  const { html } = await root.follow(`${path}/contradictions`, { item_a_id: a, item_b_id: b, explanation });
  const action = actionEnding(cardOf(html, explanation), '/resolve');
  const merged = { resolution: 'merged', apply: 'on' };

  const refused = await root.send(action, { ...merged, merged_content: ' ' });
  const done = await root.follow(action, { ...merged, merged_content: 'One rate.' });
  const again = await root.send(action, { resolution: 'kept_a' });

  t.regex(cardOf(html, explanation), /Fx says one\.\n\nFx says two\./);
  t.is(refused.status, 400);
  t.regex(
    cardOf(refused.html, explanation),
    /<details open>[\s\S]*value="merged" selected[\s\S]*checked[\s\S]*aria-invalid/,
  );
  t.regex(done.html, /carried out/);
  t.is((await itemOf(seeded, a))?.['content'], 'One rate.');
  t.is(again.status, 400);
  t.regex(again.html, /was resolved as &quot;merged&quot; before/);
});

test('a pair that cannot be written down says which field is wrong', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const [a, b] = await itemsOf(seeded, 'Wrong');
  const send = (fields: Readonly<Record<string, string>>) =>
    root.send(`${path}/contradictions`, { item_a_id: a, item_b_id: b, explanation: 'typed', ...fields });

  const gone = await send({ item_b_id: 'nobody' });
  const same = await send({ item_b_id: a });
  const blank = await send({ explanation: ' ' });

  t.deepEqual([gone.status, same.status, blank.status], [404, 400, 400]);
  t.regex(gone.html, /id="item-b"[^>]*aria-invalid/);
  t.notRegex(gone.html, /id="item-a"[^>]*aria-invalid/);
  t.regex(gone.html, />typed<\/textarea>/);
  t.regex(same.html, /id="item-b"[^>]*aria-invalid/);
  t.regex(blank.html, /id="explanation"[^>]*aria-invalid/);
});

test('likely duplicates are decided about, and one of them stays', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const likely = { domain: 'finance', entities: ['churn', 'arpu'] };
  const [a, b] = await itemsOf(seeded, 'Churn', likely);

  const listed = await root.open(`${path}/duplicates`);
  const fields = { item_a_id: a, item_b_id: b, resolution: 'duplicate' };
  const done = await root.follow(`${path}/duplicates/resolve`, fields);
  const again = await root.send(`${path}/duplicates/resolve`, fields);
  const past = await root.open(`${path}/duplicates?state=resolved`);

  t.regex(cardOf(listed.html, 'Churn one'), /100 % alike[\s\S]*Churn says/);
  t.regex(done.html, /One item stays/);
  t.is(cardOf(done.html, 'Churn one'), '');
  t.is(again.status, 400);
  t.regex(again.html, /was resolved as &quot;duplicate&quot; before/);
  t.regex(cardOf(past.html, 'Churn one'), /chip-on">duplicates/);
});

test('of a personal item the pages of pairs show nothing but the id', async (t) => {
  const seeded = await shared();
  const [ada, root] = [await asAda(seeded), await asAdministrator(seeded)];
  const [a, b] = await itemsOf(seeded, 'Habit');
  const body = { item_a_id: a, item_b_id: b, explanation: 'Hidden side' };
  await seeded.api.ask('POST /api/memory/admin/contradictions', { body });
  await seeded.api.ask(`POST /api/memory/${a}/personal`, { body: { is_personal: true } });

  const { html } = await root.open(`${path}/contradictions`);

  t.regex(cardOf(html, 'Hidden side'), /personal to its author[\s\S]*Habit says two/);
  t.notRegex(cardOf(html, 'Hidden side'), /Habit says one/);
  t.is((await ada.open(`${path}/contradictions`)).status, 404);
});

test('a vote leads back to the same search', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  await itemsOf(seeded, 'Backward');
  const { html } = await root.open('/corporate-memory?q=backward%20o&sort=title');
  const card = cardOf(html, 'Backward one');
  const hidden = [...card.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const fields = Object.fromEntries(hidden.map(([, name, value]) => [name, value]));

  const voted = await root.follow(actionEnding(card, '/vote'), { ...fields, vote: '1' });

  t.is(voted.location, '/corporate-memory?view=all&q=backward+o&sort=title&done=voted');
  t.regex(cardOf(voted.html, 'Backward one'), /1 up, 0 down/);
});
