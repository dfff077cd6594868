import { readReport } from '../../extension/src/reporting/reader';
import { evaluate } from './evaluate';
import { needs } from '../needs';
import { loadNotes, type NoteSet } from './notes';

const notes = loadNotes();
const of = (set: NoteSet) => notes.filter(note => note.set === set);

/** Real notes are read where their texts are at hand (../shared/data/notes); the repository has none. */
needs('../shared/data/notes/notes.csv').describe('real notes', () => {
  it.each(['gold', 'development', 'last'] as const)('reach micro-F1 0.95: %s', set => {
    const { micro, labels } = evaluate(of(set));
    expect(labels).toBeGreaterThan(100);
    expect(micro.f1).toBeGreaterThanOrEqual(0.95);
  });

  it('are never read the wrong way round', () => {
    const healthy = new Set(['none', 'absent']);
    const inverted = [...of('gold'), ...of('development'), ...of('last')].flatMap(note =>
      evaluate([note]).differences.filter(
        ({ expected, found }) =>
          expected !== undefined &&
          found !== undefined &&
          healthy.has(expected) !== healthy.has(found)
      )
    );
    expect(inverted).toEqual([]);
  });

  it('give evidence that stands in their text', () => {
    expect(notes.length).toBe(265);
    for (const { text } of notes) {
      const { labels, extended, unread } = readReport(text);
      for (const { start, end, quote } of [
        ...labels.map(({ evidence }) => evidence),
        ...extended,
        ...unread,
      ]) {
        expect(text.slice(start, end)).toBe(quote);
      }
    }
  });
});
