/** Why a condition was not graded at a level; see `Finding.notGradedReason`. */
export const NOT_GRADED_REASONS = [
  /** The installed model has no head for the condition. */
  'no-model',
  /** No image shows the place. */
  'not-in-images',
  /** The grade needs axial images and there are none of this level. */
  'no-axial',
  /** The images end within the level. */
  'level-cut-off',
  /** Positions in the headers contradict the pictures. */
  'wrong-geometry',
] as const;
export type NotGradedReason = (typeof NOT_GRADED_REASONS)[number];

export const isNotGradedReason = (value: unknown): value is NotGradedReason =>
  (NOT_GRADED_REASONS as readonly unknown[]).includes(value);
