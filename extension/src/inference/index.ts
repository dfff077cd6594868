export * from './client/client';
export type * from './protocol/types';
