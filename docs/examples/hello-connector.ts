import { defineConnector } from '@agnes/sdk/connector';

export default defineConnector({
  async check() {},
  async *discover() {
    yield { name: 'greetings', sourceTable: 'greetings' };
  },
  async *read({ tables }) {
    for (const { id } of tables) {
      yield { type: 'columns', table: id, columns: [{ name: 'greeting', type: 'VARCHAR' }] };
      yield { type: 'rows', table: id, rows: [{ greeting: 'Hello' }, { greeting: 'Grüezi' }] };
    }
  },
});
