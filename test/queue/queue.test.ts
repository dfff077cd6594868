import { prove } from './proof';
import { needs } from '../needs';

/** Many studies, several workers, Redis and Orthanc on loopback, and what goes wrong in such places. */

const { it: given } = needs('redis-server', 'Orthanc');

given(
  'one report and one segmentation per study, though a worker is killed and the archive restarts',
  async () => {
    const studies = 8;
    const proof = await prove(studies, () => undefined);
    expect(proof.held).toEqual({ '1 SR, 1 SEG': studies });
    expect(proof.killed.finishedBy).not.toBeNull();
    // The study of three slices is not tried again once somebody has seen it, and is explained; nothing else fails.
    // A worker that was killed over it, or the archive that was away, may have come before.
    expect(proof.heldOfBad).toBe('0 SR, 0 SEG');
    expect(proof.triesOfBad.filter(({ code }) => code === 'too-few-slices')).toEqual([
      { code: 'too-few-slices', again: false },
    ]);
    expect(proof.triesOfBad.filter(({ again }) => !again)).toHaveLength(1);
    expect(proof.status.studies).toEqual({
      ...{ waiting: 0, running: 0, tryingAgain: 0, failed: 1, done: studies },
    });
    expect(proof.status.failures).toEqual([expect.objectContaining({ code: 'too-few-slices' })]);
    expect(proof.workerCodes).toEqual([0, 0]);
    expect(proof.enqueuedTwice).toEqual({ found: studies + 1, added: 0 });
    expect(proof.again).toEqual(['already-there', 'already-there']);
    expect(proof.instancesAfterAgain).toBe(proof.instancesBefore);
  },
  1_800_000
);
