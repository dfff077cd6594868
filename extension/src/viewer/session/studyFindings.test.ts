import { REPORT_SERIES } from '../../record';
import type { DataSource } from '../host/ohif';
import { hasFindings } from './studyFindings';

type Series = { seriesInstanceUid: string; modality: string; description: string };

function archive(series: readonly Series[] | Error) {
  let asked = 0;
  const dataSource = {
    query: {
      series: {
        search: () => {
          asked++;
          return series instanceof Error ? Promise.reject(series) : Promise.resolve(series);
        },
      },
    },
  } as unknown as DataSource;
  return { dataSource, asked: () => asked };
}

const OURS = { seriesInstanceUid: '2.25.1', modality: 'SR', description: REPORT_SERIES };
const ANOTHER = { seriesInstanceUid: '2.25.2', modality: 'SR', description: 'Dose report' };

describe('whether a study has findings', () => {
  it('is told by our report, and asked once', async () => {
    const { dataSource, asked } = archive([ANOTHER, OURS]);
    expect(await hasFindings(dataSource, '2.25.9', 'MR\\SR')).toBe(true);
    expect(await hasFindings(dataSource, '2.25.9', 'MR\\SR')).toBe(true);
    expect(asked()).toBe(1);
  });

  it('is not by the report of another product, nor by images with our words', async () => {
    const image = { ...OURS, modality: 'MR' };
    expect(await hasFindings(archive([ANOTHER, image]).dataSource, '2.25.9', 'MR/SR')).toBe(false);
  });

  it('asks nobody where there is no report, and fails silently', async () => {
    const { dataSource, asked } = archive([OURS]);
    expect(await hasFindings(dataSource, '2.25.9', 'MR')).toBe(false);
    expect(asked()).toBe(0);
    expect(await hasFindings(archive(new Error('503')).dataSource, '2.25.9', 'SR')).toBe(false);
    expect(await hasFindings({} as DataSource, '2.25.9', 'SR')).toBe(false);
  });
});
