import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Finding, LEVELS } from '../../extension/src/findings';
import { findingWords } from '../../extension/src/record';
import { recordObjects, writeObject } from './objects';
import { analysis } from './phantom';
import { needs } from '../needs';
import { findPython, outputOf } from './tools';

// Programs of others, on a machine that may be busy.
jest.setTimeout(300_000);

/** Programs that others wrote read what we write. */

const folder = mkdtempSync(join(tmpdir(), 'deepspine-record-'));
const { sr, seg, labelmap } = recordObjects();
const files = {
  sr: writeObject(folder, 'sr', sr),
  seg: writeObject(folder, 'seg', seg),
  labelmap: writeObject(folder, 'labelmap', labelmap),
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const findings: Finding[] = analysis().levels.flatMap(level => level.findings);
const isStated = ({ grade, status }: Finding) => grade !== 'not-graded' && status !== 'rejected';

describe('dciodvfy (dicom3tools)', () => {
  const judge = needs('dciodvfy').it;

  judge('recognizes the report and the segmentation and reports no error', () => {
    for (const [file, name] of [
      [files.sr, 'Comprehensive3DSR'],
      [files.seg, 'Segmentation'],
    ] as const) {
      const lines = outputOf('dciodvfy', '-new', file).trim().split('\n');
      expect(lines).toContain(name);
      expect(lines.filter(line => line.startsWith('Error'))).toEqual([]);
    }
  });

  judge('warns of nothing but our private scheme and an attribute younger than itself', () => {
    const known =
      /Unrecognized defined term = <99DEEPSPINE>|ContributingEquipmentSequence.*DeviceUID/;
    for (const file of [files.sr, files.seg]) {
      const warnings = outputOf('dciodvfy', '-new', file)
        .split('\n')
        .filter(line => line.startsWith('Warning'));
      expect(warnings.filter(line => !known.test(line))).toEqual([]);
    }
  });
});

describe('dsrdump (DCMTK)', () => {
  const judge = needs('dsrdump').it;

  judge('reads the report without complaint and shows every finding in words', () => {
    const dump = outputOf('dsrdump', '+Pl', '+Pc', files.sr);
    const complaints = dump.split('\n').filter(line => /^[EF]: /.test(line));
    expect(complaints).toEqual([]);
    for (const finding of findings) {
      expect(dump).toContain(`"${findingWords(finding)}"`);
    }
    expect(dump).toContain('Verification Flag   : UNVERIFIED');
    expect(dump).toContain('Research use only');
  });
});

describe('pydicom and highdicom', () => {
  const python = findPython();
  const judge = needs('python with highdicom').it;

  /** What the Python reader found in a report. */
  interface ReadGroup {
    readonly uid: string;
    readonly finding: string | null;
    readonly level: string;
    readonly laterality: string | null;
    readonly evaluations: Record<string, string>;
    readonly numbers: [string, number, string][];
    readonly graphic: string;
  }

  judge('find every finding with its code, level, side, grade and probability', () => {
    const script = join(__dirname, 'read_report.py');
    const groups = JSON.parse(outputOf(python!, script, files.sr)) as ReadGroup[];
    const points = groups.filter(group => group.graphic === 'POINT');
    const stated = findings.filter(isStated);
    expect(points.map(group => group.uid).sort()).toEqual(stated.map(f => f.uid).sort());
    for (const finding of stated) {
      const group = points.find(({ uid }) => uid === finding.uid)!;
      expect(group.level).toBe(`${finding.level.replace('-', '/')} disc`);
      const side = { L: 'Left', R: 'Right' }[finding.condition[0]!];
      const sided = ['LFS', 'RFS', 'LFA', 'RFA'].includes(finding.condition);
      expect(group.laterality).toBe(sided ? side : null);
      const grade = group.evaluations.Severity ?? group.evaluations['Presence of property'];
      expect(grade?.toLowerCase()).toBe(finding.grade);
      if (finding.source.kind === 'person') {
        expect(group.numbers).toEqual([]);
      } else if (finding.modelGrade) {
        const [name, value, unit] = group.numbers[0]!;
        expect([name, unit]).toEqual(['Probability', '1']);
        expect(value).toBeCloseTo(finding.modelGrade.probabilities[finding.modelGrade.grade]!, 12);
      }
    }
  });

  judge('follow every structure into the segment that shows it', () => {
    const links = JSON.parse(
      outputOf(python!, join(__dirname, 'check_links.py'), files.sr, files.seg)
    ) as { followed: string[]; differing: unknown[]; isEvidence: boolean };
    expect(links.differing).toEqual([]);
    expect(links.isEvidence).toBe(true);
    expect(links.followed.sort()).toEqual([
      'L1/L2 disc',
      'L2 vertebra',
      'L2/L3 disc',
      'L3 vertebra',
      'L3/L4 disc',
      'L4 vertebra',
      'L4/L5 disc',
      'L5 vertebra',
      'L5/S1 disc',
      'Sacrum',
      'Spinal canal structure',
    ]);
  });

  judge('find every length in millimeters', () => {
    const script = join(__dirname, 'read_report.py');
    const groups = JSON.parse(outputOf(python!, script, files.sr)) as ReadGroup[];
    const lengths = groups.filter(group => group.graphic === 'POLYLINE');
    const expected = analysis().levels.flatMap(({ level, measurements }) =>
      [...Object.values(measurements.discHeight), measurements.canalAp].flatMap(length =>
        length ? [`${level.replace('-', '/')} disc ${length.mm.toFixed(6)} mm`] : []
      )
    );
    expect(expected).toHaveLength(4 * 5 - 1);
    const read = lengths.map(({ level, numbers }) => {
      const [, value, unit] = numbers[0]!;
      return `${level} ${value.toFixed(6)} ${unit}`;
    });
    expect(read.sort()).toEqual(expected.sort());
  });

  judge('read the voxels of the segmentation as the mask', () => {
    const { segments, slices } = analysis().segmentation;
    const nameOf = new Map(segments.map(({ label, name }) => [label, name]));
    const mask = slices.map(({ sopInstanceUID, labels }) => ({
      uid: sopInstanceUID,
      runs: Array.from(labels, label => nameOf.get(label) ?? ''),
    }));
    const expected = join(folder, 'mask.json');
    writeFileSync(expected, JSON.stringify(mask));
    const script = join(__dirname, 'compare_segmentation.py');
    for (const file of [files.seg, files.labelmap]) {
      const compared = JSON.parse(outputOf(python!, script, file, expected)) as {
        differing: number;
        voxels: Record<string, number>;
      };
      expect(compared.differing).toBe(0);
      const discs = LEVELS.slice(1).map(level => compared.voxels[level] ?? 0);
      expect(discs.every(count => count > 0)).toBe(true);
    }
  });
});
