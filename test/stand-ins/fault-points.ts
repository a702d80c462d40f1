import { AsyncLocalStorage } from 'node:async_hooks';
import childProcess from 'node:child_process';
import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { basename, isAbsolute, relative } from 'node:path';

/** One call that changes a folder, or asks something of the world around it. */
export interface FaultPoint {
  /** Counted from 0, in the order of the calls. */
  readonly index: number;
  /** What is called, on what: `rename etc/ossec.conf`. */
  readonly name: string;
  /** The call needs room on the disk. */
  readonly needsRoom: boolean;
}

/**
 * Told before each call. A returned error is thrown in its place; a promise is waited for first, for ever if need be, so that a run can be
 * stopped dead between two calls.
 */
export type AtPoint = (point: FaultPoint) => Error | undefined | Promise<void>;

interface Scope {
  readonly root: string;
  readonly at: AtPoint;
  readonly files: Set<FileHandle>;
  count: number;
}

const NEEDS_ROOM: ReadonlySet<string> = new Set([
  'open',
  'writeFile',
  'appendFile',
  'write',
  'copyFile',
  'mkdir',
  'link',
  'symlink',
]);
/** Functions of `fs.promises` and, with `Sync` behind, of `fs`. `open` is told apart by its flags. */
const CHANGING =
  'open writeFile appendFile copyFile rename link symlink unlink rm rmdir mkdir chmod chown truncate utimes'.split(
    ' ',
  );
/** Methods of an open file. */
const ON_FILES = 'writeFile write appendFile chmod chown sync datasync truncate utimes'.split(' ');
/** The path that is changed comes second. */
const TO_SECOND: ReadonlySet<string> = new Set(['rename', 'link', 'symlink', 'copyFile']);

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

const scopes = new AsyncLocalStorage<Scope>();
/** For a whole process, where there is no scope around a call. */
let processScope: Scope | undefined;
let isInstalled = false;

/*
 * Watches every call that changes something below a folder, as the code under test makes it: nothing has to be listed, so a new step is
 * counted from the day it is written. Calls that could change nothing (removing what is not there) do not count.
 */

/** Runs `work` watched. Only calls that come from `work` count, not those of others in this process. */
export async function runWatched<T>(root: string, at: AtPoint, work: () => Promise<T>): Promise<T> {
  await install();
  return scopes.run({ root, at, files: new Set(), count: 0 }, work);
}

/**
 * Runs `work` until just before a point, where it stops for ever, as a process does that is killed there: nothing of it runs any more.
 *
 * @returns false when it came to its end before.
 */
export async function runUntil(root: string, index: number, work: () => Promise<unknown>): Promise<boolean> {
  await install();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const at: AtPoint = point => {
    if (point.index !== index) return undefined;
    resolve(true);
    return new Promise(() => undefined);
  };
  const scope: Scope = { root, at, files: new Set(), count: 0 };
  void scopes.run(scope, work).then(
    () => resolve(false),
    () => resolve(false),
  );
  const stopped = await promise;
  // As the kernel does for a process that is gone.
  await Promise.all([...scope.files].map(file => file.close()));
  return stopped;
}

/** Watches this whole process from now on, calls without promises too. */
export async function watchProcess(root: string, at: AtPoint): Promise<void> {
  await install();
  processScope = { root, at, files: new Set(), count: 0 };
}

/**
 * The same for calls to an object's asynchronous methods, such as those of a port: `name method`.
 *
 * @param fail what a method answers, or throws, where `at` returned an error.
 */
export function watchedPort<T extends object>(
  name: string,
  port: T,
  fail: { readonly [Method in keyof T]?: (error: Error) => unknown },
): T {
  return new Proxy(port, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      const failing = fail[key as keyof T];
      if (typeof value !== 'function' || failing === undefined) return value;
      return async (...args: unknown[]) => {
        const scope = scopes.getStore();
        const error = scope && (await told(scope, `${name} ${String(key)}`, false));
        return error ? failing(error) : (value as AnyFunction).apply(target, args);
      };
    },
  });
}

/** A point of its own, for a step that has a name. */
export async function stepPoint(name: string): Promise<void> {
  const scope = scopes.getStore() ?? processScope;
  const error = scope && (await told(scope, name, false));
  if (error) throw error;
}

/** Does not wait for the answer where the caller cannot. */
function tell(scope: Scope, name: string, needsRoom: boolean): ReturnType<AtPoint> {
  return scope.at({ index: scope.count++, name, needsRoom });
}

async function told(scope: Scope, name: string, needsRoom: boolean): Promise<Error | undefined> {
  return (await tell(scope, name, needsRoom)) ?? undefined;
}

async function install(): Promise<void> {
  if (isInstalled) return;
  isInstalled = true;
  const promises = fs.promises as unknown as Record<string, AnyFunction>;
  const plain = fs as unknown as Record<string, AnyFunction>;
  const handle = await fs.promises.open('/dev/null');
  const prototype = Object.getPrototypeOf(handle) as Record<string, AnyFunction>;
  await handle.close();
  const lstat = fs.lstatSync;
  const isThere = (path: string): boolean => lstat(path, { throwIfNoEntry: false }) !== undefined;
  const openPaths = new WeakMap<object, string>();

  const nameOf = (scope: Scope, operation: string, args: readonly unknown[]): string | undefined => {
    const path = args[TO_SECOND.has(operation) ? 1 : 0];
    if (typeof path !== 'string' || !isAbsolute(path)) return undefined;
    const name = relative(scope.root, path);
    if (name.startsWith('..')) return undefined;
    if (operation === 'open' && !isForWriting(args[1])) return undefined;
    if (operation === 'rm' && !isThere(path)) return undefined;
    return `${operation} ${name === '' ? '.' : name}`;
  };

  for (const operation of CHANGING) {
    const original = promises[operation];
    const originalSync = plain[`${operation}Sync`];
    if (original === undefined || originalSync === undefined) throw new Error(`fs has no ${operation}`);
    promises[operation] = async function (...args) {
      const scope = scopes.getStore() ?? processScope;
      const name = scope && nameOf(scope, operation, args);
      if (scope && name !== undefined) {
        const error = await told(
          scope,
          name,
          NEEDS_ROOM.has(operation) && !(operation === 'open' && isThere(String(args[0]))),
        );
        if (error) throw error;
      }
      const result = await original.apply(this, args);
      if (
        operation === 'open' &&
        typeof result === 'object' &&
        result !== null &&
        typeof args[0] === 'string'
      ) {
        openPaths.set(result, args[0]);
        if (scope) scope.files.add(result as FileHandle);
      }
      return result;
    };
    plain[`${operation}Sync`] = function (...args) {
      // Only a whole process is watched here: stand-ins in a test's own process use these for themselves.
      const name = processScope && nameOf(processScope, operation, args);
      if (processScope && name !== undefined) {
        const error = tell(processScope, name, NEEDS_ROOM.has(operation));
        if (error instanceof Error) throw error;
      }
      return originalSync.apply(this, args);
    };
  }
  for (const operation of ON_FILES) {
    const original = prototype[operation];
    if (original === undefined) throw new Error(`an open file has no ${operation}`);
    prototype[operation] = async function (...args) {
      const scope = scopes.getStore() ?? processScope;
      const path = openPaths.get(this as object);
      if (scope && path !== undefined && !relative(scope.root, path).startsWith('..')) {
        const error = await told(
          scope,
          `${operation} ${relative(scope.root, path)}`,
          NEEDS_ROOM.has(operation),
        );
        if (error) throw error;
      }
      return original.apply(this, args);
    };
  }
  const processes = childProcess as unknown as Record<string, AnyFunction>;
  const { spawn } = processes;
  processes['spawn'] = function (...args) {
    if (processScope) void tell(processScope, `run ${basename(String(args[0]))} ${String(args[1])}`, false);
    return spawn?.apply(this, args);
  };
  const sockets = net as unknown as Record<string, AnyFunction>;
  const { connect } = sockets;
  sockets['connect'] = function (...args) {
    if (processScope) void tell(processScope, 'connect', false);
    return connect?.apply(this, args);
  };
  syncBuiltinESMExports();
}

function isForWriting(flags: unknown): boolean {
  if (typeof flags === 'number') return (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR)) !== 0;
  return typeof flags === 'string' && flags !== 'r';
}
