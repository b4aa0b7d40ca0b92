export * from './common';
export * from './container';
export * from './platform';
export * from './policies';
export * from './service';
export * from './tenant';
