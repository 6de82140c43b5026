import { hidden } from './people-page-rows.ts';
import { admins, type Row } from './row.ts';

const content = { content: 'Hello {{ user.nobody }}' };
const workspace = '/api/admin/workspace-prompt-template';
const welcome = '/api/admin/welcome-template';

/** The templates of prompts. What is sent names nobody, so nothing changes. */
export const promptRows: Readonly<Record<string, Row>> = {
  'GET /api/admin/workspace-prompt-template': admins(workspace, 200),
  'PUT /api/admin/workspace-prompt-template': admins(workspace, 400, { body: content }),
  'DELETE /api/admin/workspace-prompt-template': admins(workspace, 204),
  'POST /api/admin/workspace-prompt-template/preview': admins(`${workspace}/preview`, 400, { body: content }),
  'GET /api/admin/welcome-template': admins(welcome, 200),
  'PUT /api/admin/welcome-template': admins(welcome, 400, { body: content }),
  'DELETE /api/admin/welcome-template': admins(welcome, 204),
  'POST /api/admin/welcome-template/preview': admins(`${welcome}/preview`, 400, { body: content }),
  'GET /admin/workspace-prompt': hidden('/admin/workspace-prompt', 200),
  'POST /admin/workspace-prompt': hidden('/admin/workspace-prompt', 400, content),
  'POST /admin/workspace-prompt/reset': hidden('/admin/workspace-prompt/reset', 303, {}),
  'POST /admin/workspace-prompt/preview': hidden('/admin/workspace-prompt/preview', 400, content),
  'GET /admin/agent-prompt': hidden('/admin/agent-prompt', 200),
  'POST /admin/agent-prompt': hidden('/admin/agent-prompt', 400, content),
  'POST /admin/agent-prompt/reset': hidden('/admin/agent-prompt/reset', 303, {}),
  'POST /admin/agent-prompt/preview': hidden('/admin/agent-prompt/preview', 400, content),
};
