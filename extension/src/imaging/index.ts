export * from './echoes';
export * from './types';
export * from './geometry';
export * from './stacks';
export * from './seriesRole';
export * from './chooseSeries';
export * from './sagittalGrid';
export * from './sampler';
export * as vec3 from './vec3';
