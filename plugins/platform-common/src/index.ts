/**
 * Names, roles, document schemas and operation types shared by every part of
 * MCTL.
 *
 * @packageDocumentation
 */
export * from './catalog';
export * from './documents';
export * from './errors';
export * from './forms';
export * from './names';
export * from './observed';
export * from './operationSchema';
export * from './operations';
export * from './people';
export * from './quantities';
export * from './replicas';
export * from './roles';
export * from './status';
