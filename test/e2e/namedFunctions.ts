/** To be run in a page first: tsx names functions by a helper of its own, which pages lack. */
export const NAMED_FUNCTIONS = 'globalThis.__name ??= named => named;';
