import { ReservedFields } from '@mctl/plugin-platform-node';

/** Arguments of tools that belong to MCP and not to the capability. */
export const RESERVED_ARGUMENTS = ReservedFields.create({
  surface: 'MCP',
  nameOf: name => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
});
