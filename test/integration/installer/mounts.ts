import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/** Runs a program of the system. @returns whether it ended well. */
export function system(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/** Mounting takes more than root in most containers; where it is not permitted that is printed. */
export function canMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const probe = `/tmp/o365-mount-probe-${process.pid}`;
  writeFileSync(probe, '');
  writeFileSync(`${probe}.2`, '');
  const works = system('mount', '--bind', probe, `${probe}.2`) && system('umount', `${probe}.2`);
  system('rm', '-f', probe, `${probe}.2`);
  if (!works) console.log('Mounts are not permitted here: their cases are skipped.');
  return works;
}
