import { HostClient } from '../../support/host-client.ts';
import { ada, sharedHost } from '../../web/support/seeded-host.ts';

/** A host with the tables `orders` and `payroll`; Ada may read `orders`. One for all tests of a file. */
export const sharedPeople = () => {
  const shared = sharedHost();
  return async () => {
    const { host, api } = await shared();
    return { host, root: api, ada: new HostClient(host.url, await new HostClient(host.url).signIn(ada)) };
  };
};

/** A metric over `orders` in which some fields are others. */
export const draft = (fields: Readonly<Record<string, unknown>> = {}) => ({
  body: {
    name: 'revenue',
    category: 'finance',
    display_name: 'Revenue',
    tables: ['orders'],
    sql: 'SELECT count(*) AS revenue FROM orders',
    ...fields,
  },
});

/** Sends a file as a browser would. */
export const sendFile = async (client: HostClient, yaml: string | Buffer, query = '') => {
  const edge = 'edge-of-the-form';
  const head =
    'Content-Disposition: form-data; name="file"; filename="m.yml"\r\nContent-Type: application/yaml';
  return client.send(`POST /api/admin/metrics/import${query}`, {
    body: `--${edge}\r\n${head}\r\n\r\n${yaml}\r\n--${edge}--\r\n`,
    headers: { 'content-type': `multipart/form-data; boundary=${edge}` },
  });
};
