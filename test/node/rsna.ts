import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { LEVELS, type Level, type Vec3 } from '../../extension/src/findings';
import { pixelToPatient } from '../../extension/src/imaging';
import { parsePart10 } from '../../cli/dicom/dataSet';
import { frameHeaders, instanceUID } from '../../cli/dicom/header';

/** A point that an expert marked. */
export interface ExpertPoint {
  readonly condition: string;
  readonly level: Level;
  /** LPS, mm. */
  readonly point: Vec3;
}

interface Row {
  readonly series_id: string;
  readonly instance_number: string;
  readonly condition: string;
  readonly level: string;
  readonly x: string;
  readonly y: string;
}

/** The points of one condition in the RSNA 2024 challenge's train_label_coordinates.csv. */
export async function expertPoints(study: string, condition: string): Promise<ExpertPoint[]> {
  const csv = readFileSync(path.join(study, 'train_label_coordinates.csv'));
  const rows: Row[] = parse(csv, { columns: true });
  return Promise.all(
    rows
      .filter(row => row.condition === condition)
      .map(async row => {
        const file = `${row.instance_number.padStart(3, '0')}.dcm`;
        const dataSet = parsePart10(await readFile(path.join(study, row.series_id, file)));
        const plane = {
          ...frameHeaders(dataSet)[0]!.plane,
          sopInstanceUID: instanceUID(dataSet)!,
          rows: dataSet.uint16('x00280010')!,
          columns: dataSet.uint16('x00280011')!,
        };
        const level = LEVELS.find(l => l.toLowerCase().replace('-', '_') === row.level)!;
        return { condition, level, point: pixelToPatient(plane, Number(row.x), Number(row.y)) };
      })
  );
}
