// The command line with the one command, as a process of its own: it ends by a signal.
import { Command } from 'commander';
import { simulateCommand } from '../../../src/commands/simulate.ts';
import { runProgram } from '../../../src/exit.ts';

await runProgram(new Command('o365-wazuh').addCommand(simulateCommand()), process.argv);
