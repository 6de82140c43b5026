import test from 'ava';
import { loadPages } from '../../../host/web/pages.ts';
import { whyView } from '../../../host/web/plugin-pages/why-view.ts';

const frame = {
  title: 'acme/x',
  instance: { name: 'Agnes', subtitle: '' },
  version: '1',
  requestId: 'r',
  path: '/admin/plugins',
};

test('facts of why a plugin is as it is tell instants as the page does, and what a plugin has said as it said it', async (t) => {
  const now = Date.parse('2027-03-01T12:00:00.000Z');
  const because = [
    {
      fact: 'Version 1.0.0 came with generation 4, made by Mia, at 2027-03-01T09:00:00.000+00:00 (an <upgrade>).',
      source: 'generation 4',
    },
    {
      fact: 'It failed last at 2027-02-27T12:00:00.000+00:00: no row of 2027-01-01T00:00:00Z',
      source: 'errors',
    },
    { fact: 'It ships with the host.', source: 'host' },
  ];

  const view = whyView(
    { owner: 'Mia', because, id: 'acme/x', state: 'active', reason: null, since: null, next_action: null },
    now,
  );
  const html = (await loadPages()).render('plugin', frame, { why: view });

  t.true(
    html.includes(
      'made by Mia, <time datetime="2027-03-01T09:00:00.000+00:00" title="2027-03-01 09:00 UTC">3 hours ago</time> (an &lt;upgrade&gt;). <span',
    ),
    html,
  );
  t.regex(html, /It failed last <time [^>]+>2 days ago<\/time>: no row of 2027-01-01T00:00:00Z <span/);
  t.regex(html, /<li>It ships with the host\. <span class="muted">\(host\)/);
});
