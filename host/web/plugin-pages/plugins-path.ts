/** Where the pages of plugins lie in the menu. */
export const pluginsPath = '/admin/plugins';
