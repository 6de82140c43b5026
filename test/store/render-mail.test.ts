import test from 'ava';
import { loadMailTemplates, renderMail } from '../../host/store/outbox/render-mail.ts';
import { mailTo } from './support/way-out.ts';

const rendered = async (special: Parameters<typeof mailTo>[1] = {}) =>
  renderMail(await loadMailTemplates(), mailTo('ada@example.com', special), 'Acme & data');

test('the text reads like a letter: heading, paragraphs, the address, the instance', async (t) => {
  const { text } = await rendered({ body: ['One.', 'Two <b>.'] });

  t.is(
    text,
    [
      'Welcome',
      '',
      'One.',
      '',
      'Two <b>.',
      '',
      'Set a password:',
      'https://agnes.example.com/setup?token=canary-4711',
      '',
      '--',
      'Acme & data',
      'This mail was sent by a program; nobody reads the answers.',
      '',
    ].join('\n'),
  );
});

test('a mail without a link has none', async (t) => {
  const { link: _, ...mail } = mailTo('ada@example.com');

  const { text, html } = renderMail(await loadMailTemplates(), mail, 'Acme data');

  t.notRegex(text, /https?:/);
  t.notRegex(html, /<a |https?:/);
});

test('HTML escapes whatever people typed', async (t) => {
  const special = {
    heading: '<script>x</script>',
    body: ['<img src=x>'],
    link: { label: '"><b>', url: 'https://x/"onclick="y' },
  };

  const { html } = await rendered(special);

  t.notRegex(html, /<script|<img|"><b>|"onclick/);
  t.regex(html, /&lt;script&gt;x/);
  t.regex(html, /Acme &amp; data/);
});

test('HTML says its language and title, shows the address in words too, and loads nothing from anywhere', async (t) => {
  const { html } = await rendered();

  t.regex(html, /<html lang="en">/);
  t.regex(html, /<title>Set your password<\/title>/);
  t.regex(html, /<h1 [^>]*>Welcome<\/h1>/);
  t.is(html.match(/canary-4711/g)?.length, 2);
  t.notRegex(html, /<img|<link|<script|url\(|@import|src=/);
});
