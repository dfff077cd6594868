import { missingOf } from '../needs';

it('names what a machine lacks, and nothing that it has', () => {
  expect(missingOf(['./package.json'])).toEqual([]);
  expect(missingOf(['./package.json', './no-such-folder', '../no-such-data'])).toEqual([
    './no-such-folder is absent',
    '../no-such-data is absent',
  ]);
});
