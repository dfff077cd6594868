import { launchBrowser } from '../browser/launch';

/** The browser's hardware graphics adapter in words; null where there is none but software. */
export async function realAdapter(): Promise<string | null> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    // A page of the machine itself counts as a secure context, without which there is no WebGPU.
    await page.goto('chrome://version');
    return await page.evaluate(async () => {
      const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
      if (!adapter || adapter.info.isFallbackAdapter) {
        return null;
      }
      const { description, vendor, architecture } = adapter.info;
      return description || `${vendor} ${architecture}`.trim() || 'unnamed adapter';
    });
  } finally {
    await browser.close();
  }
}
