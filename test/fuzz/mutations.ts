/** Arbitrary damage: to bytes, to texts and to trees of values. */
import fc from 'fast-check';

/** One edit of a byte string; places are shares of its length, so that an edit fits any length. */
export type ByteEdit =
  | { readonly kind: 'overwrite'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'delete'; readonly at: number; readonly count: number }
  | { readonly kind: 'copy'; readonly at: number; readonly from: number; readonly count: number }
  | { readonly kind: 'cut'; readonly at: number };

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
/** Lengths and counters at their limits hit harder than noise. */
const bytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 8 }),
  fc
    .constantFrom(
      [0xff, 0xff, 0xff, 0xff],
      [0xff, 0xff, 0xff, 0x7f],
      [0, 0, 0, 0],
      [0xfe, 0xff, 0xdd, 0xe0],
      [0xfe, 0xff, 0x00, 0xe0],
      [0x0d, 0xe0],
      [0x5c],
      [0x2d],
      [0x39, 0x39, 0x39, 0x39]
    )
    .map(list => Uint8Array.from(list))
);

export const byteEdits: fc.Arbitrary<readonly ByteEdit[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('overwrite' as const), at: share, bytes }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('insert' as const), at: share, bytes }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('delete' as const),
        at: share,
        count: fc.integer({ min: 1, max: 40 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('copy' as const),
        at: share,
        from: share,
        count: fc.integer({ min: 1, max: 60 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: share }) }
  ),
  { minLength: 1, maxLength: 4 }
);

/** Applies edits one after another; `from` is the first byte that may be touched. */
export function damaged(whole: Uint8Array, edits: readonly ByteEdit[], from = 0): Buffer {
  return edits.reduce<Buffer>((file, edit) => {
    const place = (at: number) => from + Math.floor(at * (file.length - from));
    const at = place(edit.at);
    const [head, tail] = [file.subarray(0, at), file.subarray(at)];
    switch (edit.kind) {
      case 'overwrite':
        return Buffer.concat([head, edit.bytes, tail.subarray(edit.bytes.length)]);
      case 'insert':
        return Buffer.concat([head, edit.bytes, tail]);
      case 'delete':
        return Buffer.concat([head, tail.subarray(edit.count)]);
      case 'copy': {
        const start = place(edit.from);
        return Buffer.concat([head, file.subarray(start, start + edit.count), tail]);
      }
      case 'cut':
        return head;
    }
  }, Buffer.from(whole));
}

/** Values that stand where something else is expected. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    NaN,
    Infinity,
    -1,
    0,
    0.5,
    1e308,
    2 ** 53,
    '',
    '__proto__',
    'constructor',
    '../../etc/passwd',
    '<img src=x onerror=alert(1)>',
    '\u0000',
    '\ud800',
    [],
    {},
    [[]]
  ),
  fc.string({ maxLength: 12 }),
  fc.double(),
  fc.integer(),
  fc.jsonValue({ maxDepth: 2 })
);

type Path = readonly (string | number)[];

/** Every place in a tree of objects and arrays. */
export function pathsOf(value: unknown, here: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) {
    return [here];
  }
  const entries = Object.entries(value).map(
    ([key, entry]) => [Array.isArray(value) ? Number(key) : key, entry] as const
  );
  return [here, ...entries.flatMap(([key, entry]) => pathsOf(entry, [...here, key]))];
}

export type TreeEdit =
  | { readonly kind: 'set'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'remove'; readonly at: number }
  | { readonly kind: 'swap'; readonly at: number; readonly with: number }
  | { readonly kind: 'repeat'; readonly at: number };

export const treeEdits: fc.Arbitrary<readonly TreeEdit[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('set' as const), at: share, value: hostileValue }),
    fc.record({ kind: fc.constant('remove' as const), at: share }),
    fc.record({ kind: fc.constant('swap' as const), at: share, with: share }),
    fc.record({ kind: fc.constant('repeat' as const), at: share })
  ),
  { minLength: 1, maxLength: 3 }
);

type Holder = Record<string | number, unknown>;

function holderOf(tree: unknown, path: Path): Holder {
  return path.slice(0, -1).reduce<unknown>((node, key) => (node as Holder)[key], tree) as Holder;
}

/** A deep copy with the edits done, one after another; the root itself stays. */
export function damagedTree<T>(whole: T, edits: readonly TreeEdit[]): T {
  const tree = structuredClone(whole);
  for (const edit of edits) {
    const paths = pathsOf(tree).slice(1);
    const pathAt = (at: number) => paths[Math.floor(at * paths.length)];
    const path = pathAt(edit.at);
    if (!path) {
      return tree;
    }
    const holder = holderOf(tree, path);
    const key = path[path.length - 1]!;
    switch (edit.kind) {
      case 'set':
        holder[key] = structuredClone(edit.value);
        break;
      case 'remove':
        if (Array.isArray(holder)) {
          holder.splice(Number(key), 1);
        } else {
          delete holder[key];
        }
        break;
      case 'swap': {
        const other = pathAt(edit.with)!;
        // A node cannot change places with what lies inside it.
        const nested = [path, other].some((a, i, both) =>
          a.every((step, depth) => both[1 - i]![depth] === step)
        );
        if (!nested) {
          const otherHolder = holderOf(tree, other);
          const otherKey = other[other.length - 1]!;
          [holder[key], otherHolder[otherKey]] = [otherHolder[otherKey], holder[key]];
        }
        break;
      }
      case 'repeat':
        if (Array.isArray(holder)) {
          holder.splice(Number(key), 0, structuredClone(holder[Number(key)]));
        }
        break;
    }
  }
  return tree;
}
