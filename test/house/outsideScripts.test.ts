import { buildIfStale } from '../../demo/build';
import { startDemo } from '../../demo/startDemo';
import { imageReference } from '../../extension/src/viewer/pixels';
import { launchBrowser } from '../browser/launch';
import { ViewerPage } from '../e2e/viewerPage';

/** Studies that are kept elsewhere are tried on the real viewer by scripts that know these places and no others. */
it('finds what starts the demo and drives the viewer where it has always been', () => {
  const found = [buildIfStale, startDemo, imageReference, launchBrowser, ViewerPage.open];
  expect(found.map(one => typeof one)).toEqual(found.map(() => 'function'));
  const page = Object.getOwnPropertyNames(ViewerPage.prototype);
  expect(page).toEqual(expect.arrayContaining(['goToStudy', 'analyze', 'untilEnded', 'hook']));
});
