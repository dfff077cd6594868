import { DeepSpineError } from '../../extension/src/findings';

/**
 * Conditions of a command line as a search (QIDO-RS); lumbar spines are among the MR studies.
 *
 * @throws DeepSpineError 'bad-arguments' for what is no condition
 */
export function searchFor(conditions: readonly string[]): URLSearchParams {
  const query = new URLSearchParams();
  for (const condition of conditions) {
    const parsed = [...new URLSearchParams(condition)];
    const bad = parsed.find(([key, value]) => !/^\w+$/.test(key) || value === '');
    if (bad || parsed.length === 0) {
      throw new DeepSpineError(
        'bad-arguments',
        `--query ${condition} is no condition; it looks like StudyDate=20240101-20241231.`
      );
    }
    parsed.forEach(([key, value]) => query.append(key, value));
  }
  if (!query.has('ModalitiesInStudy')) {
    query.set('ModalitiesInStudy', 'MR');
  }
  return query;
}
