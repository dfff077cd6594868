import { Arrivals } from './arrivals';

test('a study is whole once it has stopped growing, and stays so', () => {
  const arrivals = new Arrivals();
  expect(arrivals.look([{ uid: '1.1', count: 3 }])).toEqual([]);
  expect(arrivals.look([{ uid: '1.1', count: 9 }])).toEqual([]);
  expect(
    arrivals.look([
      { uid: '1.1', count: 9 },
      { uid: '1.2', count: 9 },
    ])
  ).toEqual(['1.1']);
  expect(
    arrivals.look([
      { uid: '1.1', count: 9 },
      { uid: '1.2', count: 9 },
    ])
  ).toEqual(['1.1', '1.2']);
});

test('an archive that does not count shows a study twice; one that was away in between begins anew', () => {
  const arrivals = new Arrivals();
  expect(arrivals.look([{ uid: '1.1' }])).toEqual([]);
  expect(arrivals.look([])).toEqual([]);
  expect(arrivals.look([{ uid: '1.1' }])).toEqual([]);
  expect(arrivals.look([{ uid: '1.1' }])).toEqual(['1.1']);
});
