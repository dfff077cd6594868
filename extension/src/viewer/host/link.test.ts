import { linkNamesSeries } from './link';

it.each([
  ['?StudyInstanceUIDs=1.2', false],
  ['?StudyInstanceUIDs=1.2&SeriesInstanceUIDs=1.2.3', true],
  ['?StudyInstanceUIDs=1.2&SeriesInstanceUIDs=1.2.3,1.2.4', true],
  ['?StudyInstanceUIDs=1.2&SeriesInstanceUID=1.2.3', true],
  ['?StudyInstanceUIDs=1.2&seriesinstanceuids=1.2.3', true],
  ['?StudyInstanceUIDs=1.2&SeriesInstanceUIDs=', false],
  // Loads everything, and shows that series first.
  ['?StudyInstanceUIDs=1.2&initialSeriesInstanceUID=1.2.3', false],
  ['', false],
])('%s names series: %s', (search, expected) => {
  expect(linkNamesSeries(search)).toBe(expected);
});
