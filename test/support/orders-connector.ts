/** Source of a connector that offers `orders` and brings no rows; `check` is what its test of a connection does. */
export const ordersConnector = (check = ''): string =>
  `import { ConfigError, defineConnector } from '@agnes/sdk/connector';
export default defineConnector({
  async check() { ${check} },
  async *discover() { yield { name: 'orders', sourceTable: 'orders' }; },
  async *read() {},
});
void ConfigError;
`;
