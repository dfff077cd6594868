import { buildStacks } from '../../imaging/stacks';
import { maskSegmentation } from '../testing/maskSegmentation';
import { PHANTOM, phantomSeries } from '../testing/phantom';
import { findSpine } from './spine';

describe('images in which no spine is seen', () => {
  const { grid, ...volumes } = maskSegmentation(buildStacks(phantomSeries(PHANTOM)).stacks[0]!, 2);
  const empty = { ...volumes, disc: new Float32Array(volumes.disc.length) };
  const tall = grid.height * grid.spacing;

  it('are refused in words that name the series', () => {
    expect(tall).toBeGreaterThan(180);
    expect(() => findSpine({ ...empty, grid })).toThrow(
      /^No lumbar spine was recognized in the sagittal images; check that the series/
    );
  });

  it('are refused with their size where a wrong pixel spacing makes them too small', () => {
    const half = { ...grid, spacing: grid.spacing / 2 };
    expect(() => findSpine({ ...empty, grid: half })).toThrow(
      `which are only ${Math.round(tall / 2)} mm tall by their headers; check their pixel spacing`
    );
  });
});
