export * from './english';
export * from './render';
export * from './throwIfCancelled';
export * from './unlessCancelled';
