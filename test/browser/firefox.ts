import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import { findProgram } from './findProgram';

const NAMES = ['firefox-esr', 'firefox'];

/** Where Vulkan's loader finds its drivers. */
const DRIVER_FOLDERS = ['/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];

/** Mesa's software driver, lavapipe, by its description; null where it is not installed. */
export function findLavapipe(): string | null {
  const found = DRIVER_FOLDERS.filter(folder => existsSync(folder)).flatMap(folder =>
    readdirSync(folder)
      .filter(name => name.startsWith('lvp_icd'))
      .map(name => path.join(folder, name))
  );
  return found[0] ?? null;
}

/** Path of a Firefox: the one in FIREFOX_PATH, else the first on PATH; null when there is none. */
function findFirefox(): string | null {
  return findProgram('FIREFOX_PATH', NAMES);
}

/** What Firefox needs to compute on WebGPU without a graphics card, as a sentence; null: nothing. */
export function firefoxLacks(): string | null {
  const missing = [
    findFirefox() ? [] : ['Firefox (Debian: firefox-esr)'],
    findLavapipe() ? [] : ["Mesa's lavapipe (Debian: mesa-vulkan-drivers)"],
  ].flat();
  return missing.length > 0 ? `This needs ${missing.join(' and ')}.` : null;
}

/**
 * Starts a headless Firefox with a fresh profile whose only graphics adapter is lavapipe, which computes on the
 * processor and has half precision.
 *
 * @throws Error that says what to install when Firefox or lavapipe is missing
 */
export async function launchFirefox(): Promise<Browser> {
  const lacks = firefoxLacks();
  if (lacks) {
    throw new Error(lacks);
  }
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: findFirefox()!,
    headless: true,
    // One call in the page may be a whole analysis.
    protocolTimeout: 1_200_000,
    env: { ...process.env, VK_ICD_FILENAMES: findLavapipe()! },
    extraPrefsFirefox: {
      'dom.webgpu.enabled': true,
      'gfx.webgpu.ignore-blocklist': true,
    },
  });
}
