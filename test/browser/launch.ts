import { chromium, type Browser } from 'playwright-core';
import { findProgram } from './findProgram';

/** The flags under which every test of this project runs Chromium. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const FIXED_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Path of a Chrome or Chromium: the one in CHROME_PATH, else the first on PATH or in one of the
 * usual places; null when there is none.
 */
export function findBrowser(): string | null {
  return findProgram('CHROME_PATH', NAMES, FIXED_PLACES);
}

/**
 * Starts a headless browser with a fresh profile, which is removed when it closes.
 *
 * @param extraFlags for instance '--enable-unsafe-webgpu'
 * @throws Error that says what to install when there is no browser
 */
export async function launchBrowser(extraFlags: readonly string[] = []): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) {
    throw new Error(
      'No Chrome or Chromium was found: install one (Debian: apt-get install chromium) or name ' +
        'its path in CHROME_PATH.'
    );
  }
  return chromium.launch({ executablePath, args: [...FLAGS, ...extraFlags] });
}
