export * from './english';
export * from './render';
