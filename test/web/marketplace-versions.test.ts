import test from 'ava';
import { catalogOf } from '../distribution/support/catalog.ts';
import { marketplaceHost } from '../distribution/support/marketplace-host.ts';
import { marketplaceLook } from '../distribution/support/marketplace-look.ts';
import { fileContext } from '../support/file-context.ts';
import { admin } from '../support/start-host.ts';
import { Visitor } from './support/visitor.ts';

const context = fileContext();

test('the versions of a plugin come twenty at a time on its page, and all of them by its address in the API', async (t) => {
  t.timeout(240_000);
  const all = await marketplaceHost(context, { env: { AGNES_AUTH_RATELIMIT_ENABLED: '0' } });
  const look = marketplaceLook(all);
  const say = (minor: number) => catalogOf({ say: { version: `1.${minor}.0` }, other: {} });
  const { repository } = await look.registered('held', say(1), { review_mode: 'hold' });
  // A no is remembered, and with it its version.
  const reject = () => all.admin.ask('POST /api/marketplaces/held/plugins/say/reject', { body: {} });
  await reject();
  for (let minor = 2; minor <= 21; minor += 1) {
    await repository.commit(say(minor));
    await look.sync('held');
    await reject();
  }
  const root = await Visitor.signedIn(all.host.url, admin);
  const shownOn = (html: string) => html.match(/<li><p><strong>1\.\d+\.0\+/g)?.length;

  const first = await root.open('/admin/marketplaces/held/plugins/say');
  const second = await root.open('/admin/marketplaces/held/plugins/say?page=2');
  const one = await all.admin.ask('GET /api/marketplaces/held/plugins/say');
  const none = await all.admin.send('GET /api/marketplaces/held/plugins/none');

  t.is(shownOn(first.html), 20);
  t.regex(first.html, /1–20 of 21 versions[\s\S]*href="\?page=2#versions"/);
  t.is(shownOn(second.html), 1);
  t.regex(second.html, /21–21 of 21 versions/);
  t.regex(second.html, /href="\?page=1#versions"/);
  t.like(one, { name: 'say', versions: { length: 21 } });
  t.is(none.status, 404);
});
