import test from 'ava';
import { corsOrigins } from '../../host/app/cors-origins.ts';
import { publicUrl } from '../../host/app/public-url.ts';

test('the public URL is SERVER_URL, else the configured one, else DOMAIN behind TLS', (t) => {
  const all = { SERVER_URL: 'https://a.example/', DOMAIN: 'c.example' };

  t.is(publicUrl(all, 'https://b.example'), 'https://a.example');
  t.is(publicUrl({ DOMAIN: 'c.example' }, 'https://b.example:8443'), 'https://b.example:8443');
  t.is(publicUrl({ DOMAIN: 'c.example' }, undefined), 'https://c.example');
  t.is(publicUrl({ SERVER_URL: '', DOMAIN: '' }, undefined), undefined);
});

test('what is no origin is refused with its name and value', (t) => {
  const wrong = [
    'data.acme.example',
    'https://a.example/path',
    'ftp://a.example',
    'https://u:p@a.example',
    'https://a.example?x',
  ];

  t.deepEqual(
    wrong.map((value) => t.throws(() => publicUrl({ SERVER_URL: value }, undefined))?.message),
    wrong.map((value) => `SERVER_URL is "${value}", which is no origin.`),
  );
  t.throws(() => publicUrl({ DOMAIN: 'a b' }, undefined), { code: 'server_url_invalid' });
});

test('T116: CORS allows the built-in origins to read, those of the operator to act, and never a star', (t) => {
  const wrong = ['*', 'https://a.example/', 'a.example', 'https://*.a.example/', 'null', 'HTTPS://A.EXAMPLE'];

  t.deepEqual(corsOrigins({}), { allowed: ['http://localhost:3000', 'http://localhost:8000'], trusted: [] });
  t.deepEqual(corsOrigins({ CORS_ORIGINS: ' ' }).trusted, []);
  t.deepEqual(corsOrigins({ CORS_ORIGINS: 'https://a.example, https://b.example:8443' }), {
    allowed: ['https://a.example', 'https://b.example:8443'],
    trusted: ['https://a.example', 'https://b.example:8443'],
  });
  t.deepEqual(
    wrong.map((CORS_ORIGINS) => t.throws(() => corsOrigins({ CORS_ORIGINS }))?.name),
    wrong.map(() => 'cors_origin_invalid'),
  );
});
