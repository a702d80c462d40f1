import type { Theme } from '../model.ts';
import { SIGN_IN_FAILURES } from './sign-in-failures.ts';
import { SIGN_IN_GUESSING } from './sign-in-guessing.ts';
import { SIGN_IN_SEQUENCES } from './sign-in-sequences.ts';
import { SIGN_IN_SIGNS } from './sign-in-signs.ts';

export const SIGN_INS: Theme = {
  name: 'sign-ins',
  title: 'Sign-ins',
  rules: [...SIGN_IN_FAILURES, ...SIGN_IN_GUESSING, ...SIGN_IN_SIGNS, ...SIGN_IN_SEQUENCES],
};
