import type { Theme } from '../model.ts';
import { BASE } from './base.ts';
import { NODES } from './nodes.ts';
import { SIGN_INS } from './sign-ins.ts';
import { WORKLOAD_RULES } from './workloads.ts';

/** Every theme, in the order in which the files hold them. */
export const ALL_THEMES: readonly Theme[] = [BASE, WORKLOAD_RULES, NODES, SIGN_INS];
