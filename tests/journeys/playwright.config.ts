import { defineConfig } from '@playwright/test';
import chromium from './chromium.json' with { type: 'json' };

const url = process.env.YIMEN_URL;
if (!url) {
  throw new Error('YIMEN_URL must name a running centre, for example http://127.0.0.1:8080');
}

export default defineConfig({
  testDir: '.',
  outputDir: 'results/artifacts',
  // A journey that passes only at the second try has found a fault: no retries.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'results/report.json' }]],
  use: {
    baseURL: url,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.YIMEN_CHROMIUM ?? chromium.executable,
      args: chromium.flags,
    },
  },
  projects: [
    // Once, before the others: what they find in the calendar.
    { name: 'calendar', testMatch: /.*\.setup\.ts/, use: { viewport: { width: 1366, height: 768 } } },
    { name: 'desktop', dependencies: ['calendar'], use: { viewport: { width: 1366, height: 768 } } },
    {
      name: 'phone',
      dependencies: ['calendar'],
      use: { viewport: { width: 375, height: 812 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    },
  ],
});
