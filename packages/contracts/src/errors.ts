export * from './errors/entry.ts';
export * from './errors/catalog.ts';
export * from './errors/waqtor-error.ts';
export * from './errors/result.ts';
