export * from './vocabulary';
export * from './finding';
export * from './change';
export * from './errors';
export * from './uid';
