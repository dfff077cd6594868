/**
 * Reads as much of an ONNX file (onnx.proto3, protocol buffers' wire format) as is needed to change one weight
 * in place.
 */

/** Field numbers of onnx.proto3. */
const MODEL = { graph: 7 };
const GRAPH = { node: 1, initializer: 5 };
const NODE = { input: 1, output: 2 };
const TENSOR = { name: 8, rawData: 9 };

interface Field {
  readonly number: number;
  /** Bytes of a string, of bytes or of a message; null for numbers. */
  readonly content: Uint8Array | null;
}

/**
 * A copy of a model with the bias of one class of an output lowered.
 *
 * @param output name of an output that a Gemm node with a bias of its own makes
 * @throws Error when the graph has no such output
 */
export function lowerBias(
  model: Uint8Array,
  output: string,
  classIndex: number,
  by: number
): Uint8Array {
  const copy = new Uint8Array(model);
  const [graph] = contents(copy, MODEL.graph);
  const maker = graph && contents(graph, GRAPH.node).find(n => texts(n, NODE.output)[0] === output);
  const bias = maker && texts(maker, NODE.input)[2];
  const tensor =
    graph &&
    contents(graph, GRAPH.initializer).find(t => bias && texts(t, TENSOR.name)[0] === bias);
  const [raw] = tensor ? contents(tensor, TENSOR.rawData) : [];
  if (!raw) {
    throw new Error(`The model has no bias of the output ${output} that could be changed.`);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  view.setFloat32(4 * classIndex, view.getFloat32(4 * classIndex, true) - by, true);
  return copy;
}

/** Views of the fields of a message that have a number. */
function contents(message: Uint8Array, number: number): Uint8Array[] {
  return [...fields(message)].flatMap(f => (f.number === number && f.content ? [f.content] : []));
}

function texts(message: Uint8Array, number: number): string[] {
  return contents(message, number).map(bytes => new TextDecoder().decode(bytes));
}

function* fields(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) {
        return value;
      }
    }
  };
  while (at < message.length) {
    const key = varint();
    const [number, type] = [key >>> 3, key & 7];
    if (type === 2) {
      const length = varint();
      yield { number, content: message.subarray(at, at + length) };
      at += length;
    } else {
      // 0: varint, 1: eight bytes, 5: four bytes.
      at = type === 0 ? (varint(), at) : at + (type === 1 ? 8 : 4);
      yield { number, content: null };
    }
  }
}
