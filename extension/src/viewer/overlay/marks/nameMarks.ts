import { word, type Shape } from '../../host/svgLayer';
import { namesOn, type NamedDisc } from '../../study/levelNames';
import type { Cell } from '../../study/state';
import type { MarkedImage } from './markedImage';
import { endingAt } from './words';

/** The names of a study's discs: beside each on images along the spine, below the picture on those across it. */
export function nameMarks(
  { plane, viewport: { element }, to, letters }: MarkedImage,
  discs: readonly NamedDisc[],
  doubt: boolean,
  selected: Cell | null
): readonly Shape[] {
  const names = namesOn(plane, discs, doubt);
  const weight = (level: string | null) => (level === selected?.level ? 700 : 500);
  if (names.kind === 'across') {
    const place = [element.clientWidth / 2, element.clientHeight - 14] as const;
    return [
      word(names.text, place, {
        'text-anchor': 'middle',
        'font-size': letters + 2,
        'font-weight': weight(names.level),
        'data-cy': 'deepspine-level-crossed',
      }),
    ];
  }
  return names.marks.map(({ level, text, point }) =>
    word(text, endingAt(to(point), text, letters), {
      'text-anchor': 'end',
      'dominant-baseline': 'middle',
      'font-size': letters,
      'font-weight': weight(level),
      'data-cy': `deepspine-name-${level}`,
    })
  );
}
