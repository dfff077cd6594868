/** The demo's build, where scripts outside of this repository that start the demo look for it. */
export { buildIfStale } from '../tools/build/build';
