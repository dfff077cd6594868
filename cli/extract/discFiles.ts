import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { DiscVolume } from '../../extension/src/analysis/grade/discVolumes';
import type { ExtractedDisc } from '../../extension/src/analysis/extractDiscs';
import {
  MEASUREMENT_NAMES,
  type MeasurementName,
  type MeasurementValues,
} from '../../extension/src/analysis/measure/measurementValues';
import type { Vec3 } from '../../extension/src/findings';
import { writeWhole } from '../output';
import { csvText } from '../plainText';

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

/** The first row of the index. */
export const INDEX_HEADER = csvText([[...COLUMNS]]);

type Row = Readonly<Record<(typeof COLUMNS)[number], string | number>>;

/**
 * Writes the volumes of a study's discs.
 *
 * @param out folder that they lie in
 * @param name the study's, with which the files begin
 * @param source where its images lie
 * @returns their rows of the index
 */
export async function writeDiscs(
  out: string,
  name: string,
  source: string,
  discs: readonly ExtractedDisc[]
): Promise<string> {
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
  return csvText(rows, { columns: [...COLUMNS] });
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
