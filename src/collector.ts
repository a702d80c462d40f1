// What the wodle runs: the collect command alone, in one file, with the same options.
import { runProgram } from './exit.ts';
import { collectCommand } from './commands/collect.ts';
import { VERSION } from './version.ts';

void runProgram(collectCommand().name('collector.cjs').version(VERSION), process.argv);
