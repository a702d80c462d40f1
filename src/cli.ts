import { runProgram } from './exit.ts';
import { buildProgram } from './program.ts';

void runProgram(buildProgram(), process.argv);
