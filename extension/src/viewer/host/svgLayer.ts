const SVG = 'http://www.w3.org/2000/svg';
/** Marks our layer among a viewport's own. */
const MARKS = 'deepspine-on-image';

const LAYER =
  'position:absolute;inset:0;width:100%;height:100%;pointer-events:none;overflow:hidden;z-index:1';
/** White with a dark rim reads on any image; a rim instead of a box covers nothing. */
const TEXT = {
  fill: '#fff6c8',
  stroke: '#000',
  'stroke-width': '3',
  'stroke-linejoin': 'round',
  'paint-order': 'stroke',
  'font-family': 'inherit',
};

export interface Shape {
  readonly tag: 'text' | 'circle' | 'line' | 'path';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly text?: string;
}

/** A word at a place of the picture, CSS pixels. */
export const word = (
  text: string,
  [x, y]: readonly [number, number],
  attributes: Shape['attributes'] = {}
): Shape => ({
  tag: 'text',
  text,
  attributes: { ...TEXT, 'font-size': 13, x, y, ...attributes },
});

/**
 * Draws shapes over a viewport's picture, in place of those that were drawn before.
 * @param name of the layer; others keep theirs
 */
export function drawOver(
  element: HTMLElement,
  shapes: readonly Shape[],
  name: string = MARKS
): void {
  const present = element.querySelector(`:scope > svg.${name}`);
  if (shapes.length === 0) {
    present?.remove();
    return;
  }
  const layer = present ?? document.createElementNS(SVG, 'svg');
  if (!present) {
    layer.setAttribute('class', name);
    layer.setAttribute('style', LAYER);
    element.append(layer);
  }
  layer.replaceChildren(
    ...shapes.map(({ tag, attributes, text }) => {
      const shape = document.createElementNS(SVG, tag);
      for (const [key, value] of Object.entries(attributes)) {
        shape.setAttribute(key, String(value));
      }
      shape.textContent = text ?? '';
      return shape;
    })
  );
}
