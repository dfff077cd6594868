import pkg from '../package.json';

/** OHIF addresses a mode by the name of its package. */
export const id: string = pkg.name;

export const EXTENSION_ID = '@deepspine/extension';

/** The versions of the extension that this mode works with. */
export const EXTENSION_RANGE: string = pkg.peerDependencies[EXTENSION_ID];
