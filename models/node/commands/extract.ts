import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { DiscVolume } from '../../../extension/src/analysis/discVolumes';
import { extractDiscs, type ExtractedDisc } from '../../../extension/src/analysis/extractDiscs';
import {
  MEASUREMENT_NAMES,
  type MeasurementName,
  type MeasurementValues,
} from '../../../extension/src/analysis/measurementValues';
import type { StudyInput } from '../../../extension/src/analysis/types';
import { DeepSpineError, type Vec3 } from '../../../extension/src/findings';
import { readStudy } from '../dicom/readStudy';
import { scanDicom } from '../dicom/scan';
import { listFiles, type InputFile } from '../files';
import { isMha, leftOut } from '../input';
import { mhaSeries, mhaStudy, readMha } from '../mha';
import { DEFAULT_MODELS_DIR } from '../models';
import { findModel, loadOrtModel, modelFor, readManifest } from '../ortModel';
import { bar, progressLine, sayError, writeWhole } from '../output';

export interface ExtractCommandOptions {
  readonly out: string;
  readonly models?: string;
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/** A study that can be read when its turn comes: only one is in memory at a time. */
interface StudySource {
  /** Names the study's files in the output. */
  readonly name: string;
  /** Where it lies, for messages and the index. */
  readonly source: string;
  read(): Promise<{ study: StudyInput; warnings: readonly string[] }>;
}

const AXES = ['x', 'y', 'z'] as const;
type Axis = (typeof AXES)[number];
const axisColumns = <Name extends string>(name: Name) =>
  AXES.map(axis => `${name}_${axis}` as const);

const COLUMNS = [
  ...(['study', 'level', 'file', 'shape', 'spacing_mm'] as const),
  ...axisColumns('center'),
  ...axisColumns('normal'),
  ...(['has_axial', 'source'] as const),
  ...axisColumns('right'),
  ...axisColumns('anterior'),
  ...(['input', 'center_mm', 'coverage', 'series'] as const),
  ...(['axial_origin', 'axial_file', 'axial_shape', 'axial_spacing_mm'] as const),
  ...(['axial_center_mm', 'axial_coverage', 'axial_series'] as const),
  ...MEASUREMENT_NAMES,
];

/**
 * `deepspine extract`: disc volumes of many studies, for training.
 *
 * Writes `<study>_<level>.f32` and, unless the model would get zeros, `<study>_<level>_axial.f32`:
 * little-endian float32, un-normalised, axes planes, rows, columns as the grading model's inputs say;
 * and index.csv, one row per disc with its frame (LPS, mm), where each volume lies in it, and what was
 * measured.
 *
 * @returns 0, or 1 when a study failed
 * @throws DeepSpineError when there is nothing to do at all
 */
export async function extractCommand(
  paths: readonly string[],
  { out, models = DEFAULT_MODELS_DIR, threads, signal }: ExtractCommandOptions
): Promise<number> {
  const files = await listFiles(paths);
  const { sources, failed: unreadable } = await findStudies(files);
  if (sources.length === 0) {
    throw new DeepSpineError(
      'no-series',
      unreadable[0] ?? `${paths.join(', ')}: no DICOM images and no .mha volumes were found here.`
    );
  }
  await mkdir(out, { recursive: true });
  const manifest = await readManifest(models);
  const gradingSpec = findModel(manifest, 'grading');
  const segmentation = await loadOrtModel(models, modelFor(manifest, 'segmentation'), { threads });
  const index = await createIndex(out);
  const progress = progressLine();
  const say = (text: string): void => {
    progress.clear();
    sayError(text);
  };
  unreadable.forEach(say);
  let discs = 0;
  let failures = 0;
  for (const [done, source] of sources.entries()) {
    progress.show(`${bar(done / sources.length)} ${source.name}`);
    try {
      const { study, warnings } = await source.read();
      warnings.forEach(say);
      const extraction = await extractDiscs(study, segmentation, gradingSpec, { signal });
      extraction.warnings.forEach(warning => say(`${source.source}: ${warning.text}`));
      await index.add(await writeDiscs(out, source, extraction.discs));
      discs += extraction.discs.length;
    } catch (error) {
      if (!(error instanceof DeepSpineError) || error.code === 'cancelled') {
        throw error;
      }
      failures++;
      say(`${source.source}: ${error.message}`);
    }
  }
  await index.finish();
  await segmentation.release();
  say(
    `${discs} discs of ${sources.length - failures} studies in ${out}` +
      (failures > 0 ? `; ${failures} of ${sources.length} studies failed` : '')
  );
  return failures > 0 ? 1 : 0;
}

/** Every .mha file is a study; DICOM files are sorted into studies by their headers. */
async function findStudies(
  files: readonly InputFile[]
): Promise<{ sources: StudySource[]; failed: string[] }> {
  const volumes = files.filter(isMha);
  const { studies, problems } = await scanDicom(files.filter(file => !isMha(file)));
  const sources = [
    ...volumes.map(({ path: file }): StudySource => ({
      name: mhaStudy(file),
      source: file,
      read: async () => {
        const series = mhaSeries(await readMha(file), file);
        const { studyInstanceUID } = series;
        return { study: { studyInstanceUID, series: [series] }, warnings: [] };
      },
    })),
    ...studies.map((study): StudySource => ({
      name: study.studyInstanceUID,
      source: commonFolder(study.files),
      read: async () => {
        const read = await readStudy(study);
        return { study: read.study, warnings: leftOut(read.problems).map(({ text }) => text) };
      },
    })),
  ];
  checkNames(sources);
  return { sources, failed: leftOut(problems).map(({ text }) => text) };
}

/** Two studies of one name would overwrite each other's files. */
function checkNames(sources: readonly StudySource[]): void {
  const seen = new Map<string, string>();
  for (const { name, source } of sources) {
    const other = seen.get(name);
    if (other !== undefined) {
      throw new DeepSpineError(
        'bad-arguments',
        `${other} and ${source} are both of study ${name}; extract them into different folders.`
      );
    }
    seen.set(name, source);
  }
}

function commonFolder(files: readonly string[]): string {
  return files
    .map(file => path.dirname(file))
    .reduce((a, b) => {
      let folder = a;
      while (folder !== b && !b.startsWith(folder + path.sep) && folder !== path.dirname(folder)) {
        folder = path.dirname(folder);
      }
      return folder;
    });
}

type Row = Readonly<Record<(typeof COLUMNS)[number], string | number>>;

async function writeDiscs(
  out: string,
  { name, source }: StudySource,
  discs: readonly ExtractedDisc[]
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { level, frame, sagittal, axial, axialOrigin, measurements } of discs) {
    const file = `${name}_${level}.f32`;
    await writeVolume(path.join(out, file), sagittal);
    const axialName = `${name}_${level}_axial.f32`;
    const axialFile = path.join(out, axialName);
    // A file of an earlier run must not pass for one of this run.
    await (axial ? writeVolume(axialFile, axial) : rm(axialFile, { force: true }));
    const place = volumeCells(sagittal);
    const axialPlace = axial && volumeCells(axial);
    rows.push({
      study: name,
      level,
      file,
      shape: place.shape,
      spacing_mm: place.spacing,
      ...vectorCells('center', frame.center, 3),
      ...vectorCells('normal', frame.normal, 6),
      has_axial: axialOrigin === 'axial' ? 1 : 0,
      source,
      ...vectorCells('right', frame.right, 6),
      ...vectorCells('anterior', frame.anterior, 6),
      input: sagittal.kind,
      center_mm: place.center,
      coverage: place.coverage,
      series: place.series,
      axial_origin: axialOrigin,
      axial_file: axial ? axialName : '',
      axial_shape: axialPlace?.shape ?? '',
      axial_spacing_mm: axialPlace?.spacing ?? '',
      axial_center_mm: axialPlace?.center ?? '',
      axial_coverage: axialPlace?.coverage ?? '',
      axial_series: axialPlace?.series ?? '',
      ...measurementCells(measurements),
    });
  }
  return rows;
}

type VectorCells<Name extends string> = Record<`${Name}_${Axis}`, string>;

function vectorCells<Name extends string>(
  name: Name,
  vector: Vec3,
  digits: number
): VectorCells<Name> {
  return Object.fromEntries(
    AXES.map((axis, i) => [`${name}_${axis}`, vector[i]!.toFixed(digits)])
  ) as VectorCells<Name>;
}

function volumeCells(
  volume: DiscVolume
): Record<'shape' | 'spacing' | 'center' | 'coverage' | 'series', string> {
  return {
    shape: volume.shape.join('x'),
    spacing: volume.spacing.join('x'),
    center: volume.centerMm.join('x'),
    coverage: volume.coverage.toFixed(6),
    series: volume.seriesInstanceUID ?? '',
  };
}

/** Empty where nothing was measured, or nothing that is to be trusted. */
function measurementCells(values: MeasurementValues): Record<MeasurementName, string> {
  return Object.fromEntries(
    MEASUREMENT_NAMES.map(name => [name, values[name]?.toFixed(4) ?? ''])
  ) as Record<MeasurementName, string>;
}

/** Little-endian whatever the machine. */
function writeVolume(file: string, { data }: DiscVolume): Promise<void> {
  const bytes = Buffer.alloc(4 * data.length);
  data.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
  return writeWhole(file, bytes);
}

/** Rows are appended to a partial file, which becomes index.csv when all studies are done. */
async function createIndex(
  out: string
): Promise<{ add(rows: readonly Row[]): Promise<void>; finish(): Promise<void> }> {
  const partial = path.join(out, 'index.csv.part');
  await writeFile(partial, stringify([[...COLUMNS]]));
  return {
    add: rows => appendFile(partial, stringify([...rows], { columns: [...COLUMNS] })),
    finish: () => rename(partial, path.join(out, 'index.csv')),
  };
}
