import type { StudyFacts, Validity } from './host';

/** The mode opens studies that hold MR; which series are lumbar is known only after they are read. */
export function isValidMode({ modalities }: StudyFacts): Validity {
  const valid = modalities.split(/[\\/,]/).some(modality => modality.trim() === 'MR');
  return {
    valid,
    description: valid
      ? 'Grades the lumbar discs of this MRI'
      : 'DeepSPINE grades lumbar MRI; this study holds no MR series.',
  };
}
