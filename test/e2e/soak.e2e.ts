import assert from 'node:assert/strict';
import { assertFlat, soak } from './soak';
import type { Case } from './suite';

/** The short form of `npm run test:soak`. */
export const soakCases: readonly Case[] = [
  {
    name: 'soak: analysis after analysis in one page, with refusals and cancelled runs, holds no more and finds the same',
    async run(viewer, surroundings) {
      const report = await soak(viewer, surroundings, { analyses: 8, perVisit: 1 });
      assert.equal(report.analyses, 8);
      assert.ok(report.refused > 0);
      assertFlat(report);
    },
  },
];
