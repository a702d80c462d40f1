import type { DemoResult } from './run-demo.ts';

/** What the demo prints at its end. */
export function demoReport(result: DemoResult): string {
  return `${result.datagrams.length}\n`;
}
