/**
 * Capability registry and runner, caller identity, access decisions.
 *
 * @packageDocumentation
 */
export * from './access/AccessDecisions';
export * from './caller/Caller';
export * from './caller/callerServiceRef';
export * from './caller/CallerService';
export * from './caller/LocalGrants';
export * from './capabilities/CallerLimits';
export * from './capabilities/CapabilityRegistry';
export * from './capabilities/CapabilityRunner';
export * from './capabilities/CursorSeal';
export * from './capabilities/definitions';
export * from './capabilities/ledgerPort';
export * from './capabilities/paging';
export * from './capabilities/planning';
export * from './errors';
export * from './services';
export * from './settings';
export * from './surfaces/callCapability';
export * from './surfaces/followOperation';
export * from './surfaces/reservedFields';
