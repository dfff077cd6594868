import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor as OrtTensor } from '../../cli/onnxRuntime';
import { analyze } from '../../extension/src/analysis/analyze';
import { checkStudy } from '../../extension/src/analysis/input/checkStudy';
import { networkOf } from '../../extension/src/analysis/segment/sliceNetwork';
import type { Models, Tensor } from '../../extension/src/analysis/model';
import type { StudyInput } from '../../extension/src/analysis/request';
import { sagittalGrid } from '../../extension/src/imaging/sagittalGrid';
import { encodePart10, readNaturalizedHeader } from '../../cli/dicom/naturalized';
import { readInput } from '../../cli/input';
import type { LoadedModels } from '../../cli/models';
import { sampleFolder } from '../node/analyzed';
import type { Contender, Sample } from './contender';
import { ModelMeter, type RecordedRun } from './modelMeter';
import { productFeeds, productModel, productName } from './product';

/** The models' inputs during one analysis, in order. */
export async function recordRuns(study: StudyInput, models: Models): Promise<RecordedRun[]> {
  const meter = new ModelMeter(models, true);
  await analyze(study, meter.models);
  return meter.recorded;
}

/** The models alone, natively: the same inputs in the same order, nothing in between. */
export function nativeModels(models: Models, runs: readonly RecordedRun[]): Contender {
  return {
    name: 'models alone, native',
    run: async () => {
      const since = performance.now();
      for (const { task, feeds } of runs) {
        await models[task]!.run(feeds);
      }
      return { ms: performance.now() - since };
    },
  };
}

export const FIRST = 'first models, native';

/**
 * Models of another folder alone, natively, as the first release ran them: every slice whole, then every level. Their
 * time does not depend on what the slices show.
 */
export async function firstModels(
  models: LoadedModels,
  study: StudyInput,
  levels: number
): Promise<Contender> {
  const { segmentation, grading } = models;
  const { spacing, padded } = networkOf(segmentation);
  const { planes, height, width } = sagittalGrid(checkStudy(study).sagittal, spacing);
  const noise = (dims: readonly number[]): Tensor => ({
    dims,
    data: Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, Math.random),
  });
  const slice = {
    [segmentation.spec.inputs[0]!.name]: noise([1, 1, padded(height), padded(width)]),
  };
  const disc = Object.fromEntries(
    (grading?.spec.inputs ?? []).map(({ name, shape }) => [name, noise(shape.map(Number))])
  );
  return {
    name: FIRST,
    run: async () => {
      const since = performance.now();
      for (let plane = 0; plane < planes; plane++) {
        await segmentation.run(slice);
      }
      for (let level = 0; grading && level < levels; level++) {
        await grading.run(disc);
      }
      return { ms: performance.now() - since };
    },
  };
}

/** The product on native ONNX Runtime. */
export async function nativeProduct(threads: number): Promise<Contender> {
  const session = await InferenceSession.create(productModel(), { intraOpNumThreads: threads });
  const feeds = Object.fromEntries(
    Object.entries(productFeeds()).map(([name, { dims, data }]) => [
      name,
      new OrtTensor('float32', data, dims),
    ])
  );
  return {
    name: productName('native'),
    run: async () => {
      const since = performance.now();
      await session.run(feeds);
      return { ms: performance.now() - since };
    },
  };
}

/** The whole analysis in Node, of decoded pixels. */
export function nodePipeline(models: Models, study: StudyInput): Contender {
  return { name: 'Node, decoded pixels', run: () => timedAnalysis(models, async () => study) };
}

/** The same with reading the files. */
export function nodeFromFiles(models: Models, folder: string): Contender {
  return {
    name: 'Node, from files',
    run: () => timedAnalysis(models, async () => (await readInput([folder])).study),
  };
}

async function timedAnalysis(models: Models, load: () => Promise<StudyInput>): Promise<Sample> {
  const meter = new ModelMeter(models);
  const since = performance.now();
  let firstFindingMs: number | undefined;
  await analyze(await load(), meter.models, {
    onLevel: () => (firstFindingMs ??= performance.now() - since),
  });
  return { ms: performance.now() - since, modelMs: meter.ms, firstFindingMs };
}

/**
 * Writes a study as DICOM files (Explicit VR Little Endian) for as long as `use` takes.
 */
export async function withFiles<T>(
  study: StudyInput,
  use: (folder: string) => Promise<T>
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'deepspine-bench-'));
  try {
    const header = await readNaturalizedHeader(path.join(sampleFolder('spider-45'), '001.dcm'));
    for (const [s, { slices, ...series }] of study.series.entries()) {
      for (const [i, slice] of slices.entries()) {
        const file = encodePart10({
          ...header,
          StudyInstanceUID: study.studyInstanceUID,
          SeriesInstanceUID: `${study.studyInstanceUID}.${s + 1}`,
          SOPInstanceUID: `${study.studyInstanceUID}.${s + 1}.${i + 1}`,
          FrameOfReferenceUID: `${study.studyInstanceUID}.${s + 1}.0`,
          SeriesNumber: s + 1,
          InstanceNumber: i + 1,
          SeriesDescription: series.description,
          RepetitionTime: series.repetitionTime,
          EchoTime: series.echoTime,
          ImagePositionPatient: [...slice.position],
          ImageOrientationPatient: [...slice.rowDirection, ...slice.columnDirection],
          PixelSpacing: [slice.rowSpacing, slice.columnSpacing],
          Rows: slice.rows,
          Columns: slice.columns,
          BitsAllocated: 16,
          BitsStored: 16,
          HighBit: 15,
          PixelRepresentation: 0,
          PixelData: Uint16Array.from(slice.pixels).buffer,
          _vrMap: { PixelData: 'OW' },
        });
        await writeFile(path.join(folder, `${s + 1}-${i + 1}.dcm`), file);
      }
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
