export * from './vocabulary';
export * from './finding';
export * from './change';
export * from './errors';
export * from './ordinal';
export * from './uid';
