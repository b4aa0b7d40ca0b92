export * from './common';
export * from './platform';
export * from './service';
export * from './tenant';
