import { quantile } from '../../imaging/quantile';
import { SliceResampler, type GridSlice } from '../../imaging/resampleSlice';
import type { SagittalGrid } from '../../imaging/sagittalGrid';
import type { Stack } from '../../imaging/types';
import { zscoreOf } from '../models/normalize';
import type { ColumnWindow } from './spineWindow';

/** Slices of a stack on its whole grid; each is resampled when first asked for and kept until it is forgotten. */
export class GridSlices {
  private readonly kept = new Map<number, GridSlice>();
  private readonly ground: number[] = [];
  private readonly resampler: SliceResampler;

  constructor(
    readonly grid: SagittalGrid,
    private readonly stack: Stack
  ) {
    this.resampler = new SliceResampler(grid);
  }

  at(plane: number): GridSlice {
    let slice = this.kept.get(plane);
    if (!slice) {
      slice = this.resampler.resample(this.stack.slices[plane]!);
      this.kept.set(plane, slice);
      this.lookForAir(slice, plane);
    }
    return slice;
  }

  forget(plane: number): void {
    this.resampler.reuse(this.kept.get(plane)!.image);
    this.kept.delete(plane);
  }

  /** Intensity of air: the 1st percentile of a hundredth of the samples of all slices so far. */
  air(): number {
    return quantile(this.ground, 0.01);
  }

  /**
   * Writes some columns of a slice as a network wants them: z-scored over the whole slice, 0 where there is no image.
   *
   * @param stride columns of `target`
   */
  writeInput(
    plane: number,
    { first, count }: ColumnWindow,
    target: Float32Array,
    stride: number
  ): void {
    const { image, inside, everywhere } = this.at(plane);
    const { width, height } = this.grid;
    const { mean, factor } = zscoreOf(image, everywhere ? undefined : inside);
    for (let row = 0; row < height; row++) {
      const from = row * width + first;
      const to = row * stride;
      for (let column = 0; column < count; column++) {
        target[to + column] = (image[from + column]! - mean) * factor;
      }
      for (let column = 0; !everywhere && column < count; column++) {
        if (!inside[from + column]) {
          target[to + column] = 0;
        }
      }
    }
  }

  /** Copies some columns of a slice's image to `target`, [height, count] from index `at` on. */
  copyImage(plane: number, { first, count }: ColumnWindow, target: Float32Array, at: number): void {
    const { image } = this.at(plane);
    const { width, height } = this.grid;
    for (let row = 0; row < height; row++) {
      const from = row * width + first;
      target.set(image.subarray(from, from + count), at + row * count);
    }
  }

  /** 1 where some columns of a slice hold image, [height, count]; null: everywhere. */
  insideOf(plane: number, { first, count }: ColumnWindow): Uint8Array | null {
    const { inside, everywhere } = this.at(plane);
    const { width, height } = this.grid;
    if (everywhere || count === width) {
      return everywhere ? null : inside;
    }
    const some = new Uint8Array(height * count);
    for (let row = 0; row < height; row++) {
      const from = row * width + first;
      some.set(inside.subarray(from, from + count), row * count);
    }
    return some;
  }

  private lookForAir({ image, inside }: GridSlice, plane: number): void {
    const step = 97;
    for (let i = plane % step; i < image.length; i += step) {
      if (inside[i]) {
        this.ground.push(image[i]!);
      }
    }
  }
}
