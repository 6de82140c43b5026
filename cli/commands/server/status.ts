import type { Run } from '../../command.ts';
import { type JsonObject, objectOf, objectsOf, readJson, textOf } from '../../json/values.ts';
import { dockerAnswer, serverDown } from '../../server/errors.ts';
import { projectOf, service } from '../../server/project.ts';
import { textTable } from '../../terminal/text-table.ts';

const columns = ['service', 'state', 'health', 'status', 'image'].map((title) => ({ title }));

/** The containers of the server. It has to run and not be unhealthy. */
export const run: Run = async (_input, session) => {
  const project = await projectOf(session);
  const containers = containersIn(await project.composeText(['ps', '--all', '--format', 'json']));
  const services = containers.map((one) => ({
    service: one['Service'] ?? null,
    state: one['State'] ?? null,
    health: textOf(one['Health']) ?? null,
    status: one['Status'] ?? null,
    image: one['Image'] ?? null,
  }));
  const server = services.find((one) => one.service === service);
  const state = server?.state !== 'running' ? String(server?.state ?? 'not there') : String(server.health);
  const isDown = server?.state !== 'running' || server.health === 'unhealthy';
  return {
    data: { services },
    text: textTable(columns, services.map(Object.values), session.out.width),
    ...(isDown && { failure: serverDown({ state }) }),
  };
};

/** Older versions answer one list, newer ones an object a line. */
const containersIn = (output: string): readonly JsonObject[] => {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.flatMap((line) => {
    const value = readJson(line);
    if (typeof value !== 'object' || value === null) throw dockerAnswer({ command: 'compose ps' });
    return Array.isArray(value) ? objectsOf(value) : [objectOf(value)];
  });
};
