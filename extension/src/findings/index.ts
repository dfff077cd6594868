export * from './vocabulary';
export * from './finding';
export * from './errors';
export * from './uid';
