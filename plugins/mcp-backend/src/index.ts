/**
 * The MCP endpoint: every capability as a tool.
 *
 * @packageDocumentation
 */
export { mcpPlugin as default } from './plugin';
